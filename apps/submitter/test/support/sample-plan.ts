import { readValues, sentenceOf } from '@taxifare/console';
import { JOB_OPTIONS, jobOptionsOf, problemsOfJob } from '../../src/job/read-job-options.ts';
import type { SubmitPlan } from '../../src/job/submit-plan.ts';

/** Options as a user would type them. */
export type Flags = Readonly<Record<string, string | boolean | readonly string[]>>;

/** What the reader of a command line makes of them. */
export function typedFlags(flags: Flags): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, [value].flat().map(String)]));
}

/** A plan with every choice made, from flags as a user would give them. */
export function samplePlan(flags: Flags = {}, trainerArgs: readonly string[] = []): SubmitPlan {
  const region = 'europe-west1';
  const { values, problems, given } = readValues(JOB_OPTIONS, { flags: typedFlags(flags), env: {} });
  const all = [...problems, ...problemsOfJob({ ...values, region }, { given, rest: [] })];
  if (all.length > 0) throw new Error(all.map(sentenceOf).join('\n'));
  const jobName = 'taxi_fare_training_pipeline_20261124_063000_abc123';
  return {
    options: jobOptionsOf(values, { region, jobName, trainerArgs }),
    project: 'my-project',
    region,
    bucket: 'my-bucket',
    trainingFolder: 'trainings',
    bundle: { sha256: '0123456789abcdef'.repeat(4), bytes: 400_000 },
    git: { commit: 'a'.repeat(40), dirty: true },
    submitId: 'feedfacecafebeef',
  };
}

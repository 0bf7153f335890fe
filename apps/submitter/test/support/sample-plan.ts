import { readJobOptions } from '../../src/job/read-job-options.ts';
import type { SubmitPlan } from '../../src/job/submit-plan.ts';
import type { Flags } from '../../src/settings/inputs.ts';

/** A plan with every choice made, from flags as a user would give them. */
export function samplePlan(flags: Flags = {}, trainerArgs: readonly string[] = []): SubmitPlan {
  const inputs = { flags, env: {}, problems: [] };
  const region = 'europe-west1';
  const options = readJobOptions(inputs, {
    region,
    jobName: 'taxi_fare_training_pipeline_20261124_063000_abc123',
    trainerArgs,
  });
  if (inputs.problems.length > 0) throw new Error(inputs.problems.join('\n'));
  return {
    options,
    project: 'my-project',
    region,
    bucket: 'my-bucket',
    trainingFolder: 'trainings',
    bundle: { sha256: '0123456789abcdef'.repeat(4), bytes: 400_000 },
    git: { commit: 'a'.repeat(40), dirty: true },
    submitId: 'feedfacecafebeef',
  };
}

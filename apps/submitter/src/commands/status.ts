import { EXIT, formatFacts, paintOf } from '@taxifare/console';
import { jobConsoleUrl } from '../cloud/console-url.ts';
import { isTerminal } from '../cloud/jobs-api.ts';
import { describeLabels, describeLimit, describeRestarts } from '../job/describe-settings.ts';
import { explainJobEnd } from '../job/explain-job-end.ts';
import { jobJson } from '../job/job-json.ts';
import { ceilingUsdOf, variablesOf } from '../job/job-spec.ts';
import { describeModel, modelFolderOf, readTrainedModel } from '../job/trained-model.ts';
import { predictionsOf } from '../job/trainer-command.ts';
import { describeCostSoFar, pricedOf } from '../money/job-cost.ts';
import { formatHints, hintsAfterFailure, hintsAfterSuccess, hintsWhileRunning } from '../output/hints.ts';
import { paintState } from '../output/paint-state.ts';
import { formatTime, spanBetween } from '../output/time.ts';
import { OWN_LABELS } from '../settings/labels.ts';
import { cloudCommand, JOB } from './cloud-command.ts';
import { withJob } from './with-job.ts';

/** `submitter status JOB`. */
export const STATUS = cloudCommand({
  words: [JOB],
  options: {},
  run: async ({ json }, world, typed) =>
    await withJob(typed, { world, isJson: json }, async ({ job, cloud }) => {
      if (json) {
        world.out(`${JSON.stringify(jobJson(job, cloud), null, 2)}\n`);
        return EXIT.fine;
      }
      const paint = paintOf(world.terminal.hasColour);
      const predictions = predictionsOf(job);
      const isFine = job.state === 'SUCCEEDED';
      const hasModel = isFine && predictions === undefined;
      const model = hasModel ? await readTrainedModel(job, await cloud.store(), world.interrupted) : undefined;
      const reason = isTerminal(job.state) && !isFine ? explainJobEnd(job) : undefined;
      const [pool] = job.jobSpec.workerPoolSpecs;
      const { scheduling, serviceAccount, network, persistentResourceId, enableWebAccess } = job.jobSpec;
      const { machine, replicas, spot } = pricedOf(job);
      const disk = pool?.diskSpec.bootDiskType
        ? `, ${pool.diskSpec.bootDiskSizeGb} GB ${pool.diskSpec.bootDiskType}`
        : '';
      const shells = Object.entries(job.webAccessUris).map(([task, uri]) => ['shell', `${task} ${uri}`] as const);
      const hasShell = enableWebAccess === true && shells.length === 0;
      const labels = Object.entries(job.labels).filter(([key]) => !OWN_LABELS.includes(key));
      const facts: readonly (readonly [string, string | undefined])[] = [
        ['job', job.displayName],
        ['number', job.id],
        ['state', paintState(job.state, paint)],
        ['created', formatTime(job.createTimeMs)],
        ['ran', spanBetween(job.startTimeMs, job.endTimeMs, world.now())],
        ['machines', `${replicas} x ${machine}${spot ? ', spot' : ''}${disk}`],
        ['on', persistentResourceId && `the persistent resource ${persistentResourceId}`],
        ['image', pool?.containerSpec.imageUri],
        ['runs', pool && [...pool.containerSpec.command, ...pool.containerSpec.args].map(shortened).join(' ')],
        ['at most', describeLimit(Number(scheduling.timeout.replace('s', '')), ceilingUsdOf(job.jobSpec))],
        ['restarts', describeRestarts(scheduling)],
        ['account', serviceAccount],
        ['network', network],
        ['key', job.encryptionSpec?.kmsKeyName],
        ['labels', describeLabels(labels)],
        ['variables', variablesOf(job.jobSpec).join(' ') || undefined],
        ['commit', job.labels.git_sha],
        ['cost', cloud.isLocal ? undefined : describeCostSoFar(job, world.now())],
        ['shell', hasShell ? 'asked for; its address shows while the job runs' : undefined],
        ...shells,
        ['why', reason?.what],
        ['fix', reason?.hint],
        ['predictions', isFine ? predictions : undefined],
        ['model', hasModel ? `${modelFolderOf(job)}/` : undefined],
        ['fit', model && describeModel(model)],
        ['console', cloud.isLocal ? undefined : jobConsoleUrl(job.name)],
      ];
      const hints = isFine
        ? hintsAfterSuccess(job.id, predictions)
        : isTerminal(job.state)
          ? hintsAfterFailure(job.id)
          : hintsWhileRunning(job.id);
      world.out(
        `${[...formatFacts(facts, ''), ...formatHints(hints, { paint, flags: cloud.flags, env: world.env })].join('\n')}\n`,
      );
      return EXIT.fine;
    }),
});

/** A script is not for reading in a line. */
function shortened(word: string): string {
  const line = word.split('\n', 1).join();
  const isWhole = line.length === word.length && line.length <= 120;
  const text = isWhole ? word : `${line.slice(0, 60)}…`;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : JSON.stringify(text);
}

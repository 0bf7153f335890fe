import { EXIT, formatFacts } from '@taxifare/console';
import { StorageError } from '@taxifare/gcs';
import type { Cloud } from '../cloud/cloud.ts';
import { jobConsoleUrl, logsConsoleUrl } from '../cloud/console-url.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import type { Job } from '../cloud/jobs-api.ts';
import { follow } from '../follow/follow.ts';
import type { LineChoice } from '../follow/follow-options.ts';
import { reportOnScreen } from '../follow/report-on-screen.ts';
import { explainJobEnd } from '../job/explain-job-end.ts';
import { jobJson } from '../job/job-json.ts';
import { describeModel, modelFolderOf, readTrainedModel } from '../job/trained-model.ts';
import { predictionsOf } from '../job/trainer-command.ts';
import { describeCostSoFar } from '../money/job-cost.ts';
import { formatHints, hintsAfterFailure, hintsAfterSuccess, hintsWhileRunning } from '../output/hints.ts';
import { paintState } from '../output/paint-state.ts';
import { spanBetween } from '../output/time.ts';
import { voiceOf } from '../output/voice-of.ts';
import type { World } from '../world.ts';

export interface FollowToEndOptions extends LineChoice {
  readonly cloud: Cloud;
  readonly world: World;
  readonly isJson: boolean;
}

const GONE_HERE = 'was the clone moved, or its .local-cloud removed? Where that folder is now, its jobs are known';

/** Follows a job until it has ended or Ctrl+C detaches, and says how it ended. The exit code is the job's. */
export async function followToEnd(start: Job, { cloud, world, isJson, ...lines }: FollowToEndOptions): Promise<number> {
  // From here on the follower says what it waits for.
  world.waiting(undefined);
  const { say: out, paint } = voiceOf(world, isJson);
  const look = { paint, flags: cloud.flags, env: world.env };
  const screen = reportOnScreen({ ...world, out }, paint);
  const api = await cloud.jobs();
  const { project, pollMs } = cloud;
  const end = await follow(start, {
    ...lines,
    api,
    project,
    pollMs,
    world,
    signal: world.interrupted,
    report: screen.report,
  });
  screen.finish();
  const { job } = end;
  if (end.kind === 'left') {
    const isGone = end.error.code === 'NOT_FOUND';
    const { what, hint } =
      isGone && cloud.isLocal
        ? { what: end.error.message, hint: GONE_HERE }
        : explainApiError('follow', end.error, cloud);
    const goes = isGone
      ? 'whether the job goes on is not known'
      : `the job goes on as far as is known${cloud.isLocal ? '' : ', and costs'}`;
    const facts: readonly (readonly [string, string])[] = [
      ['job', `${job.displayName} (${job.id})`],
      ['last seen', `${job.state}, ${spanBetween(end.seenMs, undefined, world.now())} ago`],
      ['why', what],
      ['fix', hint],
    ];
    const closing = ['', `left: ${goes}`, ...formatFacts(facts, ''), ...formatHints(hintsWhileRunning(job.id), look)];
    world.err(`${closing.join('\n')}\n`);
    if (isJson) world.out(`${JSON.stringify(jobJson(job, cloud), null, 2)}\n`);
    return EXIT.left;
  }
  if (end.kind === 'detached') {
    out(`${['', 'detached; the job goes on', ...formatHints(hintsWhileRunning(job.id), look)].join('\n')}\n`);
    if (isJson) world.out(`${JSON.stringify(jobJson(job, cloud), null, 2)}\n`);
    return EXIT.interrupted;
  }
  const isFine = job.state === 'SUCCEEDED';
  const predictions = predictionsOf(job);
  const model =
    isFine && predictions === undefined
      ? await readTrainedModel(job, await cloud.store(), new AbortController().signal)
      : undefined;
  if (isJson) {
    world.out(
      `${JSON.stringify({ ...jobJson(job, cloud), model: model instanceof StorageError ? null : (model ?? null), predictions: predictions ?? null }, null, 2)}\n`,
    );
    return isFine ? EXIT.fine : EXIT.job;
  }
  const reason = isFine ? undefined : explainJobEnd(job);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['job', `${job.displayName} (${job.id})`],
    ['state', paintState(job.state, paint)],
    ['took', spanBetween(job.createTimeMs, job.endTimeMs, world.now())],
    ['cost', cloud.isLocal ? undefined : describeCostSoFar(job, world.now())],
    ['why', reason?.what],
    ['fix', reason?.hint],
    ['predictions', isFine ? predictions : undefined],
    ['model', isFine && predictions === undefined ? `${modelFolderOf(job)}/` : undefined],
    ['fit', model && describeModel(model)],
    ['console', cloud.isLocal ? undefined : jobConsoleUrl(job.name)],
    ['log', cloud.isLocal || isFine ? undefined : logsConsoleUrl(project, job.id)],
  ];
  const hints = isFine ? hintsAfterSuccess(job.id, predictions) : hintsAfterFailure(job.id);
  world.out(`${['', ...formatFacts(facts, ''), ...formatHints(hints, look)].join('\n')}\n`);
  return isFine ? EXIT.fine : EXIT.job;
}

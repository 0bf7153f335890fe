import { onTestFinished } from 'vitest';
import type { JobsApi } from '../../src/cloud/jobs-api.ts';
import { follow } from '../../src/follow/follow.ts';
import type { FollowEnd, FollowEvent } from '../../src/follow/follow-event.ts';
import type { LineChoice } from '../../src/follow/follow-options.ts';
import { type DrivenClock, drivenClock, START_MS } from './driven-clock.ts';
import { type Answer, JOB_NAME, jobResource, type Request, scriptedCloud } from './scripted-cloud.ts';

export interface Followed {
  readonly end: FollowEnd;
  readonly events: readonly FollowEvent[];
  readonly lines: readonly string[];
  readonly kinds: readonly string[];
  readonly clock: DrivenClock;
  readonly requests: readonly Request[];
}

/** Follows a job whose state and log entries depend on the clock. */
export async function followed(script: {
  readonly state: (ms: number) => string | Answer;
  readonly entries?: (ms: number) => readonly Readonly<Record<string, unknown>>[] | Answer;
  readonly more?: Readonly<Record<string, unknown>> | ((ms: number) => Readonly<Record<string, unknown>>);
  readonly prepare?: (clock: DrivenClock, stop: AbortController) => void;
  readonly lines?: LineChoice;
}): Promise<Followed> {
  const clock = drivenClock();
  const stop = new AbortController();
  script.prepare?.(clock, stop);
  const job = (): Answer => {
    const state = script.state(clock.sinceStart());
    const more = typeof script.more === 'function' ? script.more(clock.sinceStart()) : script.more;
    return typeof state === 'string' && state !== 'cut' ? { json: jobResource(state, more) } : state;
  };
  const cloud = await scriptedCloud((request) => {
    if (!request.path.endsWith('entries:list')) return job();
    const found = script.entries?.(clock.sinceStart()) ?? [];
    if (!Array.isArray(found)) return found as Answer;
    const since = /timestamp>="([^"]+)"/.exec(String(request.body.filter))?.[1] ?? '';
    return { json: { entries: found.filter((entry) => String(entry.timestamp) >= since) } };
  });
  onTestFinished(cloud.close);
  const api: JobsApi = cloud.api;
  const events: FollowEvent[] = [];
  const start = { ...(await startOf(api)) };
  const end = await follow(start, {
    ...script.lines,
    api,
    project: 'my-project',
    pollMs: undefined,
    world: clock,
    signal: stop.signal,
    report: (event) => events.push(event),
  });
  const lines = events.flatMap((event) => (event.kind === 'lines' ? event.entries.map(({ message }) => message) : []));
  return { end, events, lines, kinds: events.map(({ kind }) => kind), clock, requests: cloud.requests };
}

async function startOf(api: JobsApi) {
  try {
    return await api.get(JOB_NAME);
  } catch {
    return {
      name: JOB_NAME,
      id: '456',
      displayName: 'my_job',
      state: 'PENDING' as const,
      createTimeMs: START_MS,
      startTimeMs: undefined,
      endTimeMs: undefined,
      error: undefined,
      labels: {},
      webAccessUris: {},
      jobSpec: { workerPoolSpecs: [], scheduling: { timeout: '3600s' }, baseOutputDirectory: { outputUriPrefix: '' } },
    };
  }
}

/** The states of a job that succeeds after two minutes. */
export const usual = (ms: number): string => (ms < 60_000 ? 'PENDING' : ms < 120_000 ? 'RUNNING' : 'SUCCEEDED');

import { afterEach, describe, expect, test } from 'vitest';
import type { JobsApi } from '../src/cloud/jobs-api.ts';
import { follow } from '../src/follow/follow.ts';
import type { FollowEnd, FollowEvent } from '../src/follow/follow-event.ts';
import type { LineChoice } from '../src/follow/follow-options.ts';
import { type DrivenClock, drivenClock, START_MS } from './support/driven-clock.ts';
import {
  type Answer,
  entryResource,
  JOB_NAME,
  jobResource,
  type Request,
  refusal,
  type ScriptedCloud,
  scriptedCloud,
} from './support/scripted-cloud.ts';

let cloud: ScriptedCloud | undefined;
afterEach(async () => await cloud?.close());

interface Followed {
  readonly end: FollowEnd;
  readonly events: readonly FollowEvent[];
  readonly lines: readonly string[];
  readonly kinds: readonly string[];
  readonly clock: DrivenClock;
  readonly requests: readonly Request[];
}

/** Follows a job whose state and log entries depend on the clock. */
async function followed(script: {
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
  cloud = await scriptedCloud((request) => {
    if (!request.path.endsWith('entries:list')) return job();
    const found = script.entries?.(clock.sinceStart()) ?? [];
    if (!Array.isArray(found)) return found as Answer;
    const since = /timestamp>="([^"]+)"/.exec(String(request.body.filter))?.[1] ?? '';
    return { json: { entries: found.filter((entry) => String(entry.timestamp) >= since) } };
  });
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

const usual = (ms: number): string => (ms < 60_000 ? 'PENDING' : ms < 120_000 ? 'RUNNING' : 'SUCCEEDED');

test('a list of jobs whose pages have no end is refused', async () => {
  cloud = await scriptedCloud(() => ({ json: { nextPageToken: 'again' } }));
  await expect(cloud.api.list('projects/p/locations/r', { limit: 20 })).rejects.toMatchObject({
    message: expect.stringContaining('a page names itself as the next one'),
  });
  expect(cloud.requests).toHaveLength(2);
});

describe('follow', () => {
  test('tells each state once, prints what the job prints, and ends by itself when the job has ended', async () => {
    const entries = (ms: number) =>
      [entryResource(61_000, 'a', 'one'), entryResource(90_000, 'b', 'two')].filter((_, i) => ms > 61_000 + i * 29_000);
    const { end, events, lines } = await followed({ state: usual, entries });
    expect(end).toMatchObject({ kind: 'ended', job: { state: 'SUCCEEDED' } });
    expect(events.flatMap((event) => (event.kind === 'state' ? [event.job.state] : []))).toEqual([
      'PENDING',
      'RUNNING',
    ]);
    expect(lines).toEqual(['one', 'two']);
  });

  test('prints entries that arrive late and out of order once each, also after the end', async () => {
    const arrivals = [
      { at: 70_000, entry: entryResource(69_000, 'c', 'third') },
      { at: 80_000, entry: entryResource(65_000, 'a', 'first') },
      { at: 80_000, entry: entryResource(69_000, 'b', 'second') },
      { at: 125_000, entry: entryResource(119_000, 'e', 'last') },
      { at: 128_000, entry: entryResource(100_000, 'd', 'late') },
    ];
    const entries = (ms: number) => arrivals.filter(({ at }) => at <= ms).map(({ entry }) => entry);
    const { lines, end } = await followed({ state: usual, entries });
    expect(end.job.state).toBe('SUCCEEDED');
    expect([...lines].sort()).toEqual(['first', 'last', 'late', 'second', 'third']);
    expect(lines.indexOf('first')).toBeLessThan(lines.indexOf('second'));
  });

  test('prints the last lines of those that are there at first, or those from a moment on, and all that come', async () => {
    const early = [1, 2, 3].map((n) => entryResource(n * 10_000, `e${n}`, `early ${n}`));
    const entries = (ms: number) => (ms < 100_000 ? early : [...early, entryResource(95_000, 'l', 'later')]);
    const lined = async (lines: LineChoice) => (await followed({ state: usual, entries, lines })).lines;
    expect(await lined({ tail: 1 })).toEqual(['early 3', 'later']);
    expect(await lined({ fromMs: START_MS + 15_000 })).toEqual(['early 2', 'early 3', 'later']);
  });

  test('keeps entries apart that share a timestamp', async () => {
    const entries = () => [entryResource(70_000, 'x', 'same'), entryResource(70_000, 'y', 'same')];
    expect((await followed({ state: usual, entries })).lines).toEqual(['same', 'same']);
  });

  test('waits out a network that is lost for 30 s, and says when it is back', async () => {
    const state = (ms: number): string | Answer => (ms >= 70_000 && ms < 100_000 ? 'cut' : usual(ms));
    const entries = (ms: number): Answer | Readonly<Record<string, unknown>>[] =>
      ms >= 70_000 && ms < 100_000 ? 'cut' : ms >= 100_000 ? [entryResource(85_000, 'a', 'said in the dark')] : [];
    const { end, kinds, events, lines } = await followed({ state, entries });
    expect(end.job.state).toBe('SUCCEEDED');
    expect(kinds.filter((kind) => kind === 'lost' || kind === 'back')).toEqual(['lost', 'back']);
    expect(events.find(({ kind }) => kind === 'back')).toHaveProperty(
      'afterMs',
      expect.toSatisfy((ms) => ms >= 25_000),
    );
    expect(lines).toEqual(['said in the dark']);
  });

  test('follows the state alone where the logs may not be read, and says so once', async () => {
    const entries = () => refusal(403, 'PERMISSION_DENIED', "Permission 'logging.logEntries.list' denied");
    const { end, kinds, requests } = await followed({ state: usual, entries });
    expect(end.job.state).toBe('SUCCEEDED');
    expect(kinds.filter((kind) => kind === 'no-logs')).toHaveLength(1);
    expect(requests.filter(({ path }) => path.endsWith('entries:list'))).toHaveLength(1);
  });

  test('asks for logs less often when the quota is used up, and goes on with the state', async () => {
    const entries = (ms: number) =>
      ms < 110_000
        ? refusal(429, 'RESOURCE_EXHAUSTED', "Quota exceeded for quota metric 'Read requests'")
        : [entryResource(70_000, 'a', 'kept')];
    const { lines, kinds, requests } = await followed({ state: usual, entries });
    expect(lines).toEqual(['kept']);
    expect(kinds.filter((kind) => kind === 'throttled')).toHaveLength(1);
    const asked = (end: string): number => requests.filter(({ path }) => path.endsWith(end)).length;
    expect(asked('entries:list')).toBeLessThan(asked('/456') - 3);
  });

  test('asks no more than 12 times a minute: five followers fit into the logging quota', async () => {
    const state = (ms: number): string => (ms < 600_000 ? 'RUNNING' : 'SUCCEEDED');
    const { requests, clock } = await followed({ state });
    const reads = requests.filter(({ path }) => path.endsWith('entries:list')).length;
    expect(reads / (clock.sinceStart() / 60_000)).toBeLessThanOrEqual(12.2);
  });

  test('waits for the error of a failed job, which comes a minute after its end', async () => {
    const more = (ms: number) =>
      ms > 175_000 ? { error: { code: 3, message: 'The replica workerpool0-0 exited' } } : {};
    const { end } = await followed({ state: (ms) => usual(ms).replace('SUCCEEDED', 'FAILED'), more });
    expect(end.job).toMatchObject({ state: 'FAILED', error: { message: 'The replica workerpool0-0 exited' } });
  });

  test('does not wait for ever for an error that never comes', async () => {
    const { end, clock } = await followed({ state: (ms) => usual(ms).replace('SUCCEEDED', 'FAILED') });
    expect(end.job.error).toBeUndefined();
    expect(clock.sinceStart()).toBeLessThan(240_000);
  });

  test('does not stay with a job whose log never falls silent', async () => {
    let id = 0;
    const entries = (ms: number) => [entryResource(ms, String(id++), 'more')];
    const { end, clock } = await followed({ state: usual, entries });
    expect(end.kind).toBe('ended');
    expect(clock.sinceStart()).toBeLessThan(200_000);
  });

  test('detaches when it is told to, and leaves the job alone', async () => {
    const { end, requests } = await followed({
      state: () => 'RUNNING',
      prepare: (clock, stop) => clock.at(45_000, () => stop.abort()),
    });
    expect(end).toMatchObject({ kind: 'detached', job: { state: 'RUNNING' } });
    expect(requests.some(({ path }) => path.endsWith(':cancel'))).toBe(false);
  });

  test('tells of a job that was cancelled from elsewhere', async () => {
    const state = (ms: number): string => (ms < 60_000 ? 'RUNNING' : ms < 80_000 ? 'CANCELLING' : 'CANCELLED');
    const { end, events } = await followed({ state, more: { error: { code: 1, message: 'CANCELED' } } });
    expect(events.flatMap((event) => (event.kind === 'state' ? [event.job.state] : []))).toEqual([
      'RUNNING',
      'CANCELLING',
    ]);
    expect(end.job.state).toBe('CANCELLED');
  });

  test.each([
    ['gone', refusal(404, 'NOT_FOUND', 'no such job')],
    ['forbidden', refusal(403, 'PERMISSION_DENIED', 'no longer yours')],
    ['behind an expired login', refusal(401, 'UNAUTHENTICATED', 'invalid credentials', 'ACCESS_TOKEN_EXPIRED')],
  ])('leaves a job that is %s, with how it was last seen, after three refusals', async (_, answer) => {
    const state = (ms: number): string | Answer => (ms < 30_000 ? 'RUNNING' : answer);
    const { end, requests, kinds } = await followed({ state });
    expect(end).toMatchObject({ kind: 'left', job: { state: 'RUNNING' }, seenMs: START_MS + 25_000 });
    expect(kinds.filter((kind) => kind === 'lost')).toHaveLength(1);
    expect(requests.filter(({ path }) => path.endsWith('/456'))).toHaveLength(10);
  });

  test('does not believe a single refusal', async () => {
    const state = (ms: number): string | Answer =>
      ms >= 60_000 && ms < 66_000 ? refusal(401, 'UNAUTHENTICATED', 'a new token is on its way') : usual(ms);
    const { end, kinds } = await followed({ state });
    expect(end).toMatchObject({ kind: 'ended', job: { state: 'SUCCEEDED' } });
    expect(kinds.filter((kind) => kind === 'lost' || kind === 'back')).toEqual(['lost', 'back']);
  });

  test('leaves a job that could not be seen for as long as it may run', async () => {
    const state = (ms: number): string | Answer => (ms < 30_000 ? 'RUNNING' : 'cut');
    const { end, clock } = await followed({ state });
    expect(end).toMatchObject({ kind: 'left', job: { state: 'RUNNING' } });
    expect(clock.sinceStart()).toBeGreaterThan(3_600_000);
    expect(clock.sinceStart()).toBeLessThan(3_800_000);
  });

  test.each([
    ['refused', refusal(404, 'NOT_FOUND', 'gone'), 30_000],
    ['cut', 'cut', 100_000],
  ] as const)('tells the end that it has seen where everything after it is %s', async (_, answer: Answer, mostMs) => {
    const isOver = (ms: number): boolean => ms >= 122_000;
    const state = (ms: number): string | Answer => (isOver(ms) ? answer : ms < 120_000 ? 'RUNNING' : 'FAILED');
    const { end, clock } = await followed({ state, entries: (ms) => (isOver(ms) ? answer : []) });
    expect(end).toMatchObject({ kind: 'ended', job: { state: 'FAILED' } });
    expect(clock.sinceStart()).toBeLessThan(120_000 + mostMs);
  });

  describe.each([
    ['500 for ever', refusal(500, 'INTERNAL', 'Internal error')],
    ['503 for ever', refusal(503, 'UNAVAILABLE', 'unavailable')],
    ['a page of HTML with 200', { status: 200, text: '<html><title>Login</title></html>' }],
    ['a page of HTML with 502', { status: 502, text: '<html><title>Bad Gateway</title></html>' }],
    ['a connection that is cut', 'cut'],
    ['nonsense', { json: null }],
    ['a list', { json: ['a', 'b'] }],
    ['a number', { json: 7 }],
    ['pages without end', { json: { nextPageToken: 'again' } }],
  ] as const)('of a log service that answers %s', (_, answer: Answer) => {
    test('ends with the job, reports the loss once, and asks ever less often', async () => {
      const { end, kinds, requests, clock } = await followed({ state: usual, entries: () => answer });
      expect(end).toMatchObject({ kind: 'ended', job: { state: 'SUCCEEDED' } });
      expect(clock.sinceStart()).toBeLessThan(200_000);
      expect(kinds.filter((kind) => kind.includes('lo') && kind !== 'lost')).toEqual(['logs-lost']);
      expect(kinds).not.toContain('lost');
      expect(kinds.at(-1)).toBe('lines-missing');
      const asked = requests.filter(({ path }) => path.endsWith('entries:list')).length;
      expect(asked).toBeLessThan(requests.length / 2 - 3);
    });
  });

  test.each([
    ['400', refusal(400, 'INVALID_ARGUMENT', 'bad filter')],
    ['401', refusal(401, 'UNAUTHENTICATED', 'no')],
    ['404', refusal(404, 'NOT_FOUND', 'no such project')],
    ['501', refusal(501, 'UNIMPLEMENTED', 'no such call')],
  ] as const)('follows the state alone where the log is refused with %s', async (_, answer: Answer) => {
    const { end, kinds } = await followed({ state: usual, entries: () => answer });
    expect(end).toMatchObject({ kind: 'ended', job: { state: 'SUCCEEDED' } });
    expect(kinds.filter((kind) => kind === 'no-logs')).toHaveLength(1);
  });

  test('prints what it missed when the log comes back', async () => {
    const entries = (ms: number) =>
      ms < 100_000 ? refusal(500, 'INTERNAL', 'Internal error') : [entryResource(70_000, 'a', 'kept')];
    const { lines, kinds } = await followed({ state: usual, entries });
    expect(lines).toEqual(['kept']);
    expect(kinds.filter((kind) => kind === 'logs-lost' || kind === 'logs-back')).toEqual(['logs-lost', 'logs-back']);
    expect(kinds).not.toContain('lines-missing');
  });

  test('tells how long a quiet phase has lasted', async () => {
    const { events } = await followed({ state: usual });
    const quiet = events.filter((event) => event.kind === 'quiet' && event.job.state === 'PENDING');
    expect(quiet.at(-1)).toHaveProperty(
      'inStateMs',
      expect.toSatisfy((ms) => ms >= 40_000),
    );
  });
});

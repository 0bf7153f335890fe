import { describe, expect, onTestFinished, test } from 'vitest';
import type { LineChoice } from '../src/follow/follow-options.ts';
import { START_MS } from './support/driven-clock.ts';
import { followed, usual } from './support/followed.ts';
import { type Answer, entryResource, refusal, scriptedCloud } from './support/scripted-cloud.ts';

test('a list of jobs whose pages have no end is refused', async () => {
  const cloud = await scriptedCloud(() => ({ json: { nextPageToken: 'again' } }));
  onTestFinished(cloud.close);
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

  test('tells how long a quiet phase has lasted', async () => {
    const { events } = await followed({ state: usual });
    const quiet = events.filter((event) => event.kind === 'quiet' && event.job.state === 'PENDING');
    expect(quiet.at(-1)).toHaveProperty(
      'inStateMs',
      expect.toSatisfy((ms) => ms >= 40_000),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { followed, usual } from './support/followed.ts';
import { type Answer, entryResource, refusal } from './support/scripted-cloud.ts';

describe('follow', () => {
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
});

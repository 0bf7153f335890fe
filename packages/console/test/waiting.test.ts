import { expect, test } from 'vitest';
import { SilenceWatch } from '../src/terminal/waiting.ts';

/** The moments, in seconds, at which a silence of two minutes is broken. */
function brokenAt(isTerminal: boolean): readonly (readonly [number, string | undefined])[] {
  let nowMs = 1_000_000;
  const watch = new SilenceWatch(() => nowMs);
  watch.waitFor('gs://b');
  return Array.from({ length: 120 }, (_, second) => {
    nowMs += 1000;
    return [second + 1, watch.words(isTerminal)] as const;
  }).filter(([, words]) => words !== undefined);
}

test('a silence is broken within five seconds, and less and less often in a file', () => {
  expect(brokenAt(false)).toEqual([
    [3, 'waiting for gs://b, 3 s so far'],
    [9, 'waiting for gs://b, 9 s so far'],
    [21, 'waiting for gs://b, 21 s so far'],
    [45, 'waiting for gs://b, 45 s so far'],
    [93, 'waiting for gs://b, 1 min 33 s so far'],
  ]);
});

test('a silence on a terminal is broken by a line that counts on', () => {
  expect(brokenAt(true).map(([second]) => second)).toEqual(Array.from({ length: 118 }, (_, i) => i + 3));
});

test("a silence while nothing is waited for is nobody's business, and words restart it", () => {
  let nowMs = 0;
  const watch = new SilenceWatch(() => nowMs);
  nowMs = 60_000;
  expect(watch.words(false)).toBeUndefined();
  watch.waitFor('the data');
  nowMs += 2900;
  expect(watch.words(false)).toBeUndefined();
  watch.note();
  nowMs += 2900;
  expect(watch.words(false)).toBeUndefined();
  nowMs += 100;
  expect(watch.words(false)).toBe('waiting for the data, 6 s so far');
  watch.waitFor(undefined);
  nowMs += 60_000;
  expect(watch.words(true)).toBeUndefined();
});

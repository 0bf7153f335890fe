import { expect, test } from 'vitest';
import { read } from '../src/documents.ts';

/** The rows of the document's tables, by their first cell. */
function rowsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const rows = text.split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim())).map((row) => row.slice(1, -1));
  return new Map(cells.slice(2).map(([feature = '', ...more]) => [feature, more]));
}

const [peers = '', proofs = ''] = read('docs/peers.md').split('## What shows ours');
const features = [...rowsOf(peers)].map(([feature, cells]) => ({ feature, ours: cells.at(-1) ?? '' }));

test.each(features.filter(({ ours }) => ours !== 'no'))('docs/peers.md names a test that shows: $feature', (row) => {
  const [, link = '', title = ''] = rowsOf(proofs).get(row.feature) ?? [];
  const [, path = ''] = /\]\(\.\.\/(.+)\)/.exec(link) ?? [];
  expect(title).not.toBe('');
  const calls = [...read(path).matchAll(/\b(?:test|runIf|each)\b[^'"`]*\(\s*['"`](.*)/g)].map(([, text = '']) => text);
  expect(calls.some((text) => text.startsWith(title))).toBe(true);
});

test('docs/peers.md says what shows of nothing that we do not have', () => {
  const having = features.filter(({ ours }) => ours !== 'no').map(({ feature }) => feature);
  expect([...rowsOf(proofs).keys()]).toEqual(having);
});

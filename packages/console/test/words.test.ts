import { describe, expect, test } from 'vitest';
import {
  EXIT,
  EXIT_CODES,
  exitCodeOf,
  formatBytes,
  formatFacts,
  formatSpan,
  formatTable,
  nearest,
  quote,
  sentenceOf,
  visible,
} from '../src/index.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [105_800, '105.8 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [999_999, '1.0 MB'],
  [5_900_000_000, '5.9 GB'],
])('%i bytes are said as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.4, '0 ms'],
  [12, '12 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [3400, '3.4 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min'],
  [119_700, '2 min'],
  [390_000, '6 min 30 s'],
  [3_600_000, '1 h'],
  [7_199_900, '2 h'],
  [90_061_000, '1 d 1 h'],
])('%d ms are said as %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

test('a table has its columns aligned and no blanks at the end', () => {
  expect(formatTable([['a', 'bb', 'c'], ['aaa', 'b', ''], []])).toEqual(['a    bb  c', 'aaa  b', '']);
  expect(
    formatFacts([
      ['a', '1'],
      ['long', '2'],
      ['none', undefined],
    ]),
  ).toEqual(['  a     1', '  long  2']);
});

describe('a text from outside', () => {
  test('cannot move the cursor, set a title or turn its letters around', () => {
    expect(visible('a\u001b[2Jb\u0007c\rd\u009be\u202ef\tg\nh')).toBe('a\\x1b[2Jb\\x07c\\x0dd\\u009be\\u202ef\tg\nh');
  });
  test('that is JSON stays the same JSON', () => {
    const value = { 'k\u001b': 'a\u007f\u009b\u202e' };
    expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
  });
  test('is quoted in one line, cut at 80 characters', () => {
    expect(quote('a "b"\n\u001b')).toBe(`'a "b"\\n\\u001b'`);
    expect(quote('x'.repeat(200))).toHaveLength(82);
  });
});

test('a problem is a sentence: where, what, what was given, what to do', () => {
  expect(sentenceOf({ where: '--rows', what: 'wants a number', got: 'abc', fix: 'give one' })).toBe(
    "--rows: wants a number, got 'abc'; give one",
  );
  expect(sentenceOf({ where: 'credentials', what: 'none found' })).toBe('credentials: none found');
});

describe('the nearest name', () => {
  const names = ['data', 'json', 'task', 'test-fraction', 'fit-intercept', 'replicas'];
  test.each([
    ['dta', 'data'],
    ['Data', 'data'],
    ['replica', 'replicas'],
    ['test-frac', 'test-fraction'],
    ['fit-intercpet', 'fit-intercept'],
    ['tsak', 'task'],
  ])('to %s is %s', (text, name) => {
    expect(nearest(text, names)).toBe(name);
  });
  test.each(['async', 'tail', 'display-name', 'x', 'colour'])('to %s is none', (text) => {
    expect(nearest(text, names)).toBeUndefined();
  });
});

describe('exit codes', () => {
  test('are told by the name of the error, and what has none is a bug', () => {
    for (const { code, errors } of EXIT_CODES)
      for (const name of errors) expect(exitCodeOf(Object.assign(new Error('x'), { name }))).toBe(code);
    expect(exitCodeOf(new TypeError('x'))).toBe(EXIT.bug);
    expect(exitCodeOf('x')).toBe(EXIT.bug);
  });
  test('are in the table once each', () => {
    expect(EXIT_CODES.map(({ code }) => code)).toEqual(Object.values(EXIT));
  });
});

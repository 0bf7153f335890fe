import { expect, test } from 'vitest';
import { checkAgreement } from '../src/agreement.ts';
import { median } from '../src/measure.ts';
import { trainingQuery } from '../src/query.ts';
import { resultIn } from '../src/say-result.ts';
import { markdownTable } from '../src/table.ts';

test('checkAgreement lets roundings pass, and nothing else', () => {
  const ours = { n: 100, c: 2.5 };
  expect(checkAgreement('x', { n: 100, c: 2.5 * (1 + 1e-13) }, ours)).toBeLessThan(1e-12);
  expect(() => checkAgreement('x', { n: 101, c: 2.5 }, ours)).toThrow('x: kept 101 rows, ours 100');
  expect(() => checkAgreement('x', { n: 100, c: 2.5000001 }, ours)).toThrow('x: C is 2.5000001, ours 2.5');
});

test('resultIn reads the last line, and nothing but a result', () => {
  expect(resultIn('warming up\n{"n":3,"c":2.5}\n')).toEqual({ n: 3, c: 2.5 });
  expect(resultIn('{"n":3}')).toBeUndefined();
  expect(resultIn('oops')).toBeUndefined();
});

test('median is the middle, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('markdownTable lines its columns up', () => {
  expect(
    markdownTable(
      ['', 's'],
      [
        ['a', '1.0'],
        ['longer', '12.5'],
      ],
    ),
  ).toBe('|        |    s |\n| ------ | ---: |\n| a      |  1.0 |\n| longer | 12.5 |');
});

test('trainingQuery asks for the default rules', () => {
  for (const rule of ['fare_amount BETWEEN 2.5 AND 500', 'passenger_count BETWEEN 1 AND 6', 'd > 0 AND d <= 60'])
    expect(trainingQuery('t')).toContain(rule);
});

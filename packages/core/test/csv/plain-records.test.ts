import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { generalRecords } from '../../src/csv/parse-records.ts';
import { plainRecords } from '../../src/csv/plain-records.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const text = fc.string({
  unit: fc.constantFrom('a', '1', ' ', ',', ';', '\t', '|', '\r', '\n', '\r\n', '\0'),
  maxLength: 60,
});
const separator = fc.constantFrom(',', ';', '\t', '|');

describe('plain records are those of csv-parse', () => {
  test.prop([text, separator])('all of them', (text, separator) => {
    expect(plainRecords(bytesOf(text), separator)).toEqual(generalRecords(bytesOf(text), separator));
  });

  test.prop([text, separator, fc.integer({ min: 1, max: 4 })])('the first ones', (text, separator, to) => {
    expect(plainRecords(bytesOf(text), separator, to)).toEqual(generalRecords(bytesOf(text), separator, to));
  });

  test('whatever comes after the first ones', () => {
    expect(plainRecords(bytesOf('a,b\n1,"2\n'), ',', 1)).toEqual([['a', 'b']]);
  });
});

test.each(['a,"b"\n', 'a,b\n1,"', 'ä,b\n', `a,${'b'.repeat(5000)}\n`])('%j is left to csv-parse', (text) => {
  expect(plainRecords(bytesOf(text), ',')).toBeUndefined();
});

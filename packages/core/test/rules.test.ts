import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_RULES, DROP_REASONS, parseRules, RULE_RANGES, RULES, type RuleRange, rulesOf } from '../src/index.ts';
import { formatModel, parseModel } from '../src/model/index.ts';
import { modelOf, OLS } from './support/model.ts';

test('the table in docs/math.md is the rules, in their order', () => {
  const text = readFileSync(new URL('../../../docs/math.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z-]+)` +\| (.*?) +\|$/gm);
  const kept = RULES.map((rule) => ('kept' in rule ? rule.kept : rule.ranges.map(rangeText).join(', ')));
  const inDocs = [...rows].filter(([, reason]) => RULES.some((rule) => rule.reason === reason));
  expect(inDocs.map(([, reason, words]) => [reason, words])).toEqual(RULES.map(({ reason }, i) => [reason, kept[i]]));
});

function rangeText({ name, unit, usual, isAboveMin }: RuleRange): string {
  const [min, max] = usual.map((bound) => `${bound}`.replace('-', '−'));
  return `${name} ${isAboveMin ? `above ${min}, at most ${max}` : `${min} to ${max}`} ${unit}`.trim();
}

test('the bounds of the rules are these, and in this order', () => {
  expect(JSON.stringify(DEFAULT_RULES)).toBe(
    '{"minFareUsd":2.5,"maxFareUsd":500,"minLatDeg":40.5,"maxLatDeg":41.8,"minLonDeg":-74.5,"maxLonDeg":-72.8,' +
      '"minPassengers":1,"maxPassengers":6,"aboveDistanceKm":0,"maxDistanceKm":60}',
  );
  expect(RULE_RANGES.map(({ name }) => name)).toEqual(['fare', 'latitude', 'longitude', 'passengers', 'distance']);
});

test('parseRules takes a bound that is not named for none, and refuses what is no number', () => {
  expect(parseRules({ minFareUsd: 1 })).toEqual({ ...rulesOf(() => [null, null]), minFareUsd: 1 });
  expect(parseRules({ ...DEFAULT_RULES, maxFareUsd: 'much' })).toBeUndefined();
  expect(parseRules([])).toBeUndefined();
  expect(parseRules(null)).toBeUndefined();
});

test('parseModel opens a model that was saved before there were some of the rules: they are off', () => {
  const saved = JSON.parse(formatModel(modelOf(OLS)));
  delete saved.cleaning.rules.minPassengers;
  delete saved.cleaning.rules.maxPassengers;
  delete saved.cleaning.dropped.passengers;
  const { cleaning } = parseModel(JSON.stringify(saved), 'model.json');
  expect(cleaning.rules).toEqual({ ...DEFAULT_RULES, minPassengers: null, maxPassengers: null });
  expect(Object.keys(cleaning.dropped)).toEqual(DROP_REASONS);
  expect(cleaning.dropped.passengers).toBe(0);
});

import { type CleaningRules, RULE_RANGES, rulesOf } from '@taxifare/core';
import { number } from '../terminal/read-options.ts';
import { type Given, numberAt, switchAt } from './with-options.ts';

/** The options that move the bounds of the cleaning rules: two for each range. */
export const RANGE_OPTIONS: Readonly<Record<string, ReturnType<typeof number>>> = Object.fromEntries(
  RULE_RANGES.flatMap(({ name, unit, usual, isAboveMin }) => {
    const exclusive = isAboveMin ? `${unit}, exclusive` : unit;
    return [
      [`min-${name}`, number(`${exclusive}  [default: ${usual[0]}]`.trim())],
      [`max-${name}`, number(`${unit}  [default: ${usual[1]}]`.trim())],
    ];
  }),
);

/** The cleaning rules that were asked for; `undefined` with --no-clean. */
export function cleaningRulesOf(given: Given, problems: string[]): CleaningRules | undefined {
  const rules = rulesOf(({ name, usual }) => {
    const min = numberAt(given, `min-${name}`) ?? usual[0];
    const max = numberAt(given, `max-${name}`) ?? usual[1];
    if (!(min <= max)) {
      problems.push(`--min-${name}, --max-${name}: the least must not exceed the most, got ${min}..${max}`);
    }
    return [min, max];
  });
  return switchAt(given, 'clean') ? rules : undefined;
}

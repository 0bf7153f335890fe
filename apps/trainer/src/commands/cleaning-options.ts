import { numberWithin, type Option, type Problem, text, type Values } from '@taxifare/console';
import { type CleaningRules, RULE_RANGES, rulesOf } from '@taxifare/core';

type Bound = Option<number | undefined>;
type BoundName = `min-${string}` | `max-${string}`;

/** The options that move the bounds of the cleaning rules: two for each range. */
export const RANGE_OPTIONS: Readonly<Record<BoundName, Bound>> = Object.fromEntries(
  RULE_RANGES.flatMap(({ name, unit, usual: [min, max], isAboveMin }): readonly [string, Bound][] => {
    const bound = (about: string, usual: number): Bound =>
      text(about, { check: numberWithin({ such: usual }), shown: String(usual) });
    return [
      [`min-${name}`, bound(isAboveMin ? `${unit}, exclusive` : unit, min)],
      [`max-${name}`, bound(unit, max)],
    ];
  }),
);

/** The cleaning rules that were asked for. */
export function rulesAskedFor(values: Values<typeof RANGE_OPTIONS>): CleaningRules {
  return rulesOf(({ name, usual }) => [values[`min-${name}`] ?? usual[0], values[`max-${name}`] ?? usual[1]]);
}

/** Bounds that leave nothing between them. */
export function problemsOfRanges(values: Values<typeof RANGE_OPTIONS>): readonly Problem[] {
  return RULE_RANGES.flatMap(({ name, usual }) => {
    const [min, max] = [values[`min-${name}`] ?? usual[0], values[`max-${name}`] ?? usual[1]];
    if (min <= max) return [];
    const where = `--min-${name}, --max-${name}`;
    return [{ where, what: 'the least must not exceed the most', got: `${min}..${max}`, fix: 'swap them' }];
  });
}

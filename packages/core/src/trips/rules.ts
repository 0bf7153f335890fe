/** A range of values that a rule keeps, and how it is called where it is set, saved and said. */
export interface RuleRange {
  /** Of the options `--min-NAME` and `--max-NAME`. */
  readonly name: string;
  /** '' for a count. */
  readonly unit: string;
  /** The keys in `CleaningRules`. */
  readonly min: string;
  readonly max: string;
  /** The bounds where none is asked for. */
  readonly usual: readonly [min: number, max: number];
  /** Whether the least value itself is outside. */
  readonly isAboveMin?: boolean;
}

export interface CleaningRule {
  /** Why a row is dropped that the rule does not keep. */
  readonly reason: string;
  /** What the rule is about: "without the rule on …". */
  readonly subject: string;
  /** What is wrong with the row, on a chart. */
  readonly wrong: string;
  /** What is kept, where no range says it. */
  readonly kept?: string;
  /** What the data has to have; without it the rule is off. */
  readonly needs?: 'coordinates' | 'passengers';
  readonly ranges: readonly RuleRange[];
}

/**
 * The cleaning rules, in the order in which they are asked: the first that fails is the reason that a row is dropped for.
 * Every list of reasons, bounds, options and words is made from this table; the bounds are New York City, taxi-meter fares,
 * a car's worth of people, and 60 km, which is farther than any end of the city from another.
 *
 * To add a rule: add its row here, say what it keeps in `KEEPS` (clean.ts), add its line to `clean` in
 * assembly/select.ts, and rebuild the kernel. A model that was saved before opens, with the rule off.
 *
 * `malformed` is found by the reader, before there are numbers to ask about, and `missing` comes with `--no-clean` too.
 */
export const RULES = [
  {
    reason: 'malformed',
    subject: 'fields',
    wrong: 'wrong number of fields',
    kept: 'rows with as many fields as the header',
    ranges: [],
  },
  {
    reason: 'missing',
    subject: 'missing numbers',
    wrong: 'a number is missing',
    kept: 'fare, coordinates, passengers, distance: finite numbers',
    ranges: [],
  },
  {
    reason: 'fare',
    subject: 'fares',
    wrong: 'fare out of bounds',
    ranges: [{ name: 'fare', unit: 'USD', min: 'minFareUsd', max: 'maxFareUsd', usual: [2.5, 500] }],
  },
  {
    reason: 'zero-coordinates',
    subject: 'zero coordinates',
    wrong: 'a coordinate is zero',
    kept: 'no coordinate is 0',
    needs: 'coordinates',
    ranges: [],
  },
  {
    reason: 'outside-area',
    subject: 'the area',
    wrong: 'outside the area',
    needs: 'coordinates',
    ranges: [
      { name: 'latitude', unit: 'degrees', min: 'minLatDeg', max: 'maxLatDeg', usual: [40.5, 41.8] },
      { name: 'longitude', unit: 'degrees', min: 'minLonDeg', max: 'maxLonDeg', usual: [-74.5, -72.8] },
    ],
  },
  {
    reason: 'passengers',
    subject: 'passengers',
    wrong: 'passengers out of bounds',
    needs: 'passengers',
    ranges: [{ name: 'passengers', unit: '', min: 'minPassengers', max: 'maxPassengers', usual: [1, 6] }],
  },
  {
    reason: 'distance',
    subject: 'distances',
    wrong: 'distance out of bounds',
    ranges: [
      { name: 'distance', unit: 'km', min: 'aboveDistanceKm', max: 'maxDistanceKm', usual: [0, 60], isAboveMin: true },
    ],
  },
] as const;

type Rule = (typeof RULES)[number];
type Range = Rule['ranges'][number];

export type DropReason = Rule['reason'];
export type RangeName = Range['name'];

/** Bounds of what is kept, inclusive but for `above…`; null: there is no such bound. */
export type CleaningRules = Readonly<Record<Range['min' | 'max'], number | null>>;

export const DROP_REASONS: readonly DropReason[] = RULES.map(({ reason }) => reason);

/** Every rule's ranges; the place in this list is the place of the bounds in the trip engine. */
export const RULE_RANGES: readonly (Range & RuleRange)[] = RULES.flatMap(({ ranges }): readonly Range[] => ranges);

export const DEFAULT_RULES: CleaningRules = rulesOf(({ usual }) => usual);

/** A value for each reason that a row can be dropped for. */
export function byReason<T>(value: (reason: DropReason) => T): Record<DropReason, T> {
  // Key after key: that gives objects of one shape, several times faster than Object.fromEntries.
  const record = {} as Record<DropReason, T>;
  for (const reason of DROP_REASONS) record[reason] = value(reason);
  return record;
}

/** A value for each range of the rules. */
export function byRange<T>(value: (range: Range & RuleRange) => T): Record<RangeName, T> {
  const record = {} as Record<RangeName, T>;
  for (const range of RULE_RANGES) record[range.name] = value(range);
  return record;
}

/** Rules with the bounds that are given for each range. */
export function rulesOf(
  bounds: (range: Range & RuleRange) => readonly [min: number | null, max: number | null],
): CleaningRules {
  const entries = RULE_RANGES.flatMap((range) => {
    const [min, max] = bounds(range);
    return [
      [range.min, min],
      [range.max, max],
    ];
  });
  return Object.fromEntries(entries) as CleaningRules;
}

/** What data may have or not. */
export interface DataParts {
  readonly hasPlaces: boolean;
  readonly hasPassengers: boolean;
}

/** The rules that are off for data, as it lacks what they need. */
export function rulesOff({ hasPlaces, hasPassengers }: DataParts): readonly Rule[] {
  const lacks = { coordinates: !hasPlaces, passengers: !hasPassengers };
  return RULES.filter((rule) => 'needs' in rule && lacks[rule.needs]);
}

/** The rules that are asked of data: those that need what it lacks have no bounds. */
export function rulesFor(rules: CleaningRules, parts: DataParts): CleaningRules {
  const off = rulesOff(parts).flatMap(({ ranges }): readonly Range[] => ranges);
  return rulesOf((range) => (off.includes(range) ? [null, null] : [rules[range.min], rules[range.max]]));
}

/** The rules in a JSON value, a bound that it does not name being none; `undefined` where it holds no rules. */
export function parseRules(value: unknown): CleaningRules | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = new Map(Object.entries(value));
  const boundAt = (key: string) => given.get(key) ?? null;
  const isBound = (bound: unknown) => bound === null || (typeof bound === 'number' && Number.isFinite(bound));
  if (!RULE_RANGES.every(({ min, max }) => isBound(boundAt(min)) && isBound(boundAt(max)))) return undefined;
  return rulesOf(({ min, max }) => [boundAt(min), boundAt(max)]);
}

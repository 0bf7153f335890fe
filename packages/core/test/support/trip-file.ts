import { AWKWARD_FIELDS } from '../csv/awkward.ts';
import type { Random } from '../csv/random.ts';

const ODD_KEYS: readonly string[] = [
  '',
  '""',
  '"a,b"',
  '"plain"',
  '"a""b"',
  '"a\nb"',
  '"a\r\nb"',
  '"a"b',
  '"a" ',
  ' "a"',
  'a"b',
  'a\rb',
  '\r',
  'é漢字',
  '"é,漢"',
  'k'.repeat(15),
  'k'.repeat(16),
  'k'.repeat(17),
  `"${'k,'.repeat(40)}"`,
];

export interface TripFileProfile {
  readonly columns: readonly string[];
  /** One key in so many is odd. */
  readonly oddKeyOneIn: number;
  /** One number in so many is awkward. */
  readonly awkwardOneIn: number;
  /** One row in so many has another number of fields. */
  readonly malformedOneIn: number;
  readonly areQuoted: boolean;
  readonly lineEnd: string;
}

/** The text of a CSV file of so many trips. */
export function tripFile(random: Random, rows: number, profile: TripFileProfile): string {
  const { columns, oddKeyOneIn, awkwardOneIn, malformedOneIn, areQuoted, lineEnd } = profile;
  const field = (name: string, row: number): string => {
    if (name.trim().toLowerCase() === 'key') {
      if (random.oneIn(oddKeyOneIn)) return random.pick(ODD_KEYS);
      return areQuoted ? `"2009-06-15 17:26:21.${row}"` : `2009-06-15 17:26:21.${row}`;
    }
    if (random.oneIn(awkwardOneIn)) return random.pick(AWKWARD_FIELDS);
    const degrees = name.includes('latitude') ? `40.${random.digits(1 + random.below(15))}` : `-73.${random.digits(6)}`;
    return random.oneIn(10) ? (name.includes('latitude') ? '40.75' : '-73.98') : degrees;
  };
  const parts = [random.oneIn(4) ? '\ufeff' : '', columns.join(','), lineEnd];
  for (let row = 0; row < rows; row += 1) {
    const fields = columns.map((name) => field(name, row));
    if (random.oneIn(malformedOneIn))
      fields.splice(random.below(fields.length), 1, ...(random.oneIn(2) ? ['1', '2'] : []));
    parts.push(fields.join(','), lineEnd);
    if (random.oneIn(60)) parts.push(lineEnd);
  }
  if (random.oneIn(3)) parts.pop();
  return parts.join('');
}

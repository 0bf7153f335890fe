import type { Random } from './random.ts';

export const AWKWARD_COLUMNS = ['a', 'b', 'c', 'd'] as const;

/** Fields that have bitten somebody. */
export const AWKWARD_FIELDS: readonly string[] = [
  '',
  ' ',
  '\t',
  '-',
  '+',
  '.',
  '-.',
  '+.',
  '..',
  '--1',
  '+-1',
  '-0',
  '+0',
  '0.0',
  '-0.0',
  '.5',
  '-.5',
  '5.',
  '-5.',
  '+5',
  '1e1',
  '1E1',
  '1e',
  'e1',
  '1e400',
  '-1e400',
  '1e-400',
  '4.9e-324',
  '1e22',
  '1e23',
  '0x10',
  '0b1',
  '0o7',
  '1_000',
  '1 2',
  ' 1',
  '1 ',
  '\t1\t',
  '\v1',
  '1\f',
  '\u00a01',
  '1\u00a0',
  '\ufeff1',
  '1\u2028',
  '１',
  '1\0',
  '\0',
  'NaN',
  'Infinity',
  '-Infinity',
  'inf',
  'null',
  'é',
  '漢字',
  '1,5',
  '1,5,2',
  '1.234,5',
  '1.2.3',
  '1..2',
  '1-2',
  '40.712278000000005',
  '-73.98713000000001',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '9007199254740995',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '18446744073709551616',
  '9999999999999999',
  '99999999999999999',
  '0.1',
  '0.10000000000000000001',
  '0000000000000000000000000001',
  '0.000000000000000000000001',
  '123456789012345.6',
  '1234567890123456',
  '12345678901234567',
  '123456789012345678',
  '1234567890123456789',
  '12345678901234567890',
  '.1234567890123456789',
  '1.234567890123456789',
  '-1.2345678901234567890',
  '900719925474099.35',
  '9007199254740993.5',
  '7.2057594037927933e16',
  '2.2250738585072011e-308',
  '1\r',
  '\r',
  '\r1',
  '4.35',
  '2.675',
  '1.005',
  '0.3',
  '"',
  '""',
  '"1"',
  '" 1 "',
  '"-73.98713000000001"',
  '"1""2"',
  '"1"2',
  '"1"2"',
  '1"2',
  '1""2',
  '"""1"""',
  '"1\n"',
  '"\n1"',
  '"1\r\n2"',
  '"a,b"',
  '"1"\t',
  ' "1"',
  '"1"\0',
  '""\0"',
  '"1"\r',
  '"1e1"',
  '""""',
  '"5.5"',
];

/** A number as people write them, of any length, anywhere near where rounding is hard. */
export function randomNumber(random: Random): string {
  const sign = random.oneIn(3) ? '-' : random.oneIn(40) ? '+' : '';
  switch (random.below(6)) {
    case 0:
      return `${sign}${random.digits(1 + random.below(3))}.${random.digits(1 + random.below(7))}`;
    case 1:
      return `${sign}${random.digits(1 + random.below(24))}`;
    case 2:
      return `${sign}${random.digits(random.below(22))}.${random.digits(random.below(22))}`;
    case 3:
      return `${sign}${random.digits(2)}.${random.digits(13 + random.below(4))}`;
    case 4: {
      // Halfway between two doubles, or a little beside it.
      const exponent = random.below(11);
      const odd = (2n ** 53n + BigInt(random.digits(15))) * 2n + 1n;
      const integer = odd * 2n ** BigInt(exponent) + BigInt(random.below(3) - 1);
      const text = integer.toString();
      const places = random.below(text.length);
      return `${sign}${text.slice(0, text.length - places)}.${text.slice(text.length - places)}`;
    }
    default:
      return `${sign}${(random.below(2 ** 31) / 10 ** random.below(10)) * 10 ** (random.below(30) - 15)}`;
  }
}

export interface Profile {
  /** One field in so many is awkward. */
  readonly awkwardOneIn: number;
  /** One row in so many has another number of fields. */
  readonly malformedOneIn: number;
  readonly areQuoted: boolean;
  readonly lineEnd: string;
  /** A comma unless told. */
  readonly separator?: string;
}

/** The text of a CSV file of four columns and so many rows. */
export function awkwardFile(random: Random, rows: number, profile: Profile): string {
  const { separator = ',' } = profile;
  const field = (): string => {
    let text = random.oneIn(profile.awkwardOneIn) ? random.pick(AWKWARD_FIELDS) : randomNumber(random);
    if (separator !== ',' && random.oneIn(3)) text = text.replace('.', ',');
    return profile.areQuoted && !random.oneIn(10) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const parts = [random.oneIn(4) ? '\ufeff' : '', [' A ', '"b"', 'C', 'd'].join(separator), profile.lineEnd];
  for (let row = 0; row < rows; row += 1) {
    const fields = random.oneIn(profile.malformedOneIn) ? random.below(9) : 4;
    for (let i = 0; i < fields; i += 1) parts.push(i === 0 ? '' : separator, field());
    if (random.oneIn(profile.malformedOneIn)) parts.push(separator.repeat(1 + random.below(3)));
    parts.push(random.oneIn(50) ? '\n' : profile.lineEnd);
    if (random.oneIn(60)) parts.push(profile.lineEnd);
  }
  if (random.oneIn(3)) parts.pop();
  return parts.join('');
}

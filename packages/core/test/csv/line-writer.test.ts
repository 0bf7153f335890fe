import { expect, test } from 'vitest';
import { createLineWriter } from '../../src/kernels/line-writer.ts';
import { type Random, seededRandom } from './random.ts';

const SEED = Number(process.env.TAXIFARE_SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed of the line writer: ${SEED} (TAXIFARE_SEED)`);

const ROWS = 4096;
const bits = new DataView(new ArrayBuffer(8));

/** The double so many steps from another. */
function stepsFrom(value: number, steps: number): number {
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(steps));
  return bits.getFloat64(0);
}

function anyDouble(random: Random): number {
  bits.setUint32(0, random.below(2 ** 32));
  bits.setUint32(4, random.below(2 ** 32));
  return bits.getFloat64(0);
}

const SIZES: Readonly<Record<string, (random: Random) => number>> = {
  'fares and distances': (random) => (random.below(2 ** 32) / 2 ** 32) * 100 * 2.5437,
  'every size': (random) => (random.below(2 ** 32) / 2 ** 32 + 2 ** -60) * 10 ** (random.below(26) - 9),
  'few digits': (random) =>
    Number((random.below(2 ** 31) * 10 ** (random.below(24) - 16)).toPrecision(1 + random.below(17))),
  'powers of ten and their neighbours': (random) => stepsFrom(10 ** (random.below(26) - 9), random.below(9) - 4),
  'powers of two and their neighbours': (random) => -stepsFrom(2 ** (random.below(90) - 30), random.below(9) - 4),
  'binary fractions': (random) => random.below(2 ** 32) / 2 ** random.below(50),
  'halfway between two decimals of 17 digits': (random) => {
    const magnitude = random.below(9);
    const unit = 2 ** -(17 - magnitude);
    const most = 10 ** magnitude / unit;
    return unit * (1 + 2 * Math.floor((0.5 + random.below(2 ** 32) / 2 ** 30) * most));
  },
  'any bits': anyDouble,
};

test.each(Object.keys(SIZES))('a line writer gives numbers as String does: %s', (size) => {
  const random = seededRandom(SEED);
  const writer = createLineWriter({ keyAt: undefined, separator: ',', maxRecordBytes: 1000 });
  writer.put(new TextEncoder().encode('1\n'.repeat(ROWS)));
  expect(writer.take(ROWS)).toMatchObject({ rows: ROWS, isPlain: true });
  for (let turn = 0; turn < 50; turn++) {
    const values = Array.from({ length: ROWS }, () => SIZES[size]?.(random) ?? 0);
    writer.columns[0]?.set(values);
    const expected = values.map((value, i) => `${turn * ROWS + i},${Number.isNaN(value) ? '' : value}\n`);
    expect(Buffer.from(writer.write(1, turn * ROWS)).toString() === expected.join(''), `seed ${SEED}`).toBe(true);
  }
});

test.each([
  0,
  -0,
  0.1,
  4.35,
  99.99999999999999,
  1e-6 - 2 ** -72,
  123456789,
  999999999999999.9,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.NEGATIVE_INFINITY,
])('a line writer gives %d as String does', (value) => {
  const writer = createLineWriter({ keyAt: 0, separator: ',', maxRecordBytes: 1000 });
  writer.put(new TextEncoder().encode('k,1\n'));
  writer.take(ROWS);
  for (const column of writer.columns) column[0] = value;
  expect(Buffer.from(writer.write(4, 1)).toString()).toBe(`k,${value},${value},${value},${value}\n`);
});

test('a line writer leaves to others what is odd about a key, and only that', () => {
  const isPlain = (record: string) => {
    const writer = createLineWriter({ keyAt: 1, separator: ',', maxRecordBytes: 1000 });
    writer.put(new TextEncoder().encode(record));
    const records = writer.take(ROWS);
    return records?.isPlain === true ? Buffer.from(writer.write(0, 1)).toString() : undefined;
  };
  expect(isPlain('1,k,2\n')).toBe('k\n');
  expect(isPlain('"1,2",k\r\n')).toBe('k\n');
  expect(isPlain('1,"k"\r\n')).toBe('k\n');
  expect(isPlain('1,"k,l\n",2\n')).toBe('"k,l\n"\n');
  expect(isPlain('"1""",k,""""\n')).toBe('k\n');
  expect(isPlain('1,"k""l",2\n')).toBe('"k""l"\n');
  for (const odd of ['1,"k"l,2\n', '1,k"l,2\n', '1,k\rl,2\n', '1\n']) expect(isPlain(odd)).toBeUndefined();
});

import {
  basesStart,
  capacity,
  columnsStart,
  fields,
  flagsStart,
  MASKS,
  SCALES,
  SHUFFLES,
  VECTORS,
  wantedStart,
} from './layout';
import { corrected } from './quotient';
import { isOdd, readField } from './read-field';

const MINUS: u8 = 45;
const RETURN_NEWLINE: u16 = 0x0a0d;
const ZERO: u8 = 48;

/**
 * Reads one wanted column of the rows whose bases end at `basesEnd`, the first of which is number `row`; answers whether
 * it flagged one.
 */
export function readColumn(column: u32, row: u32, basesEnd: usize, dataEnd: usize): bool {
  const field = load<u32>(wantedStart + 4 * <usize>column);
  const isLastField = field === fields - 1;
  const zeros = v128.load(VECTORS);
  const dots = v128.load(VECTORS, 16);
  const nines = v128.load(VECTORS, 32);
  const twoWeights = v128.load(VECTORS, 48);
  const fourWeights = v128.load(VECTORS, 64);
  const eightWeights = v128.load(VECTORS, 80);
  let out = columnsStart + 8 * (<usize>column * capacity + row);
  let isFlagged = false;
  for (let base = basesStart; base < basesEnd; base += 4, out += 8) {
    const entry = <usize>load<u32>(base) + 4 * <usize>field;
    const first = <usize>load<u32>(entry - 4) + 1;
    let end = <usize>load<u32>(entry);
    if (isLastField) end -= u32(load<u16>(end - 1) === RETURN_NEWLINE) & u32(end !== dataEnd) & u32(end > first);
    const isMinus = u32(load<u8>(first) === MINUS);
    const length = end - first - isMinus;
    if (length === 1) {
      const digit = <u32>load<u8>(end - 1) - ZERO;
      if (digit < 10) {
        store<u64>(out, reinterpret<u64>(<f64>digit) | ((<u64>isMinus) << 63));
        continue;
      }
    } else if (length - 1 < 16) {
      const digits = v128.and(i8x16.sub(v128.load(end - 16), zeros), v128.load(MASKS + length));
      const dot = ctz(i8x16.bitmask(i8x16.eq(digits, dots)) | 0x10000);
      const joined = i8x16.swizzle(digits, v128.load(SHUFFLES + 16 * dot));
      const mantissa = integerOf(joined, twoWeights, fourWeights, eightWeights);
      if ((u32(v128.any_true(i8x16.sub_sat_u(joined, nines))) | u32(dot === 15)) === 0) {
        const value = <f64>mantissa / load<f64>(SCALES + 8 * dot);
        store<u64>(out, reinterpret<u64>(value) | ((<u64>isMinus) << 63));
        continue;
      }
    } else if (length - 17 < 3) {
      // A dot and 15 digits or less in a vector, and one to three digits before it.
      const digits = i8x16.sub(v128.load(end - 16), zeros);
      const dot = ctz(i8x16.bitmask(i8x16.eq(digits, dots)) | 0x10000);
      const joined = i8x16.swizzle(digits, v128.load(SHUFFLES + 16 * dot));
      const more = (load<u32>(end - 20) ^ 0x30303030) & ((<u32>-1) << (160 - 8 * <u32>length));
      const pairs = more * 10 + (more >> 8);
      const before = <i64>((pairs & 0xff) * 100 + ((pairs >> 16) & 0xff)) * 1000000000000000;
      const mantissa = before + integerOf(joined, twoWeights, fourWeights, eightWeights);
      const isOther = u32(v128.any_true(i8x16.sub_sat_u(joined, nines))) | (((more + 0x76767676) | more) & 0x80808080);
      if ((isOther | u32(dot >= 15)) === 0) {
        const power = load<f64>(SCALES + 8 * dot);
        const value = corrected(<f64>mantissa / power, mantissa, 15 - dot, <i64>power);
        store<u64>(out, reinterpret<u64>(value) | ((<u64>isMinus) << 63));
        continue;
      }
    }
    store<f64>(out, readField(first, end));
    if (!isOdd) continue;
    store<u8>(flagsStart + ((base - basesStart) >> 2), 1);
    isFlagged = true;
  }
  return isFlagged;
}

/** The integer that 16 digits make: they are joined to twos, fours, eights. */
function integerOf(digits: v128, twoWeights: v128, fourWeights: v128, eightWeights: v128): i64 {
  const twos = i16x8.shr_u(i16x8.mul(digits, twoWeights), 8);
  const fours = i32x4.dot_i16x8_s(twos, fourWeights);
  const eights = i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(fours, fours), eightWeights);
  const halves = i64x2.extract_lane(eights, 0);
  return (halves & 0xffffffff) * 100000000 + (halves >>> 32);
}

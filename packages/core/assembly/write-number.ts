/** Writes what `writeNumber` leaves alone; answers one past its last character. */
declare function writeByHost(value: f64, at: usize): usize;

const MINUS: u8 = 45;
const DOT: u8 = 46;
const ZERO: u8 = 48;
const LEAST: f64 = 1e-6;
const MOST: f64 = 1e15;
/** 10^-6 to 10^16 as doubles; those below 1 are not quite powers, but no double lies between the two. */
const POWERS: StaticArray<f64> = [
  1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
  1e15, 1e16,
];
/** 5^0 to 5^22. */
const FIVES: usize = memory.data(23 * 8, 16);
/** 10^0 to 10^19, as integers. */
const TENS: usize = memory.data(20 * 8, 16);
/** `00` to `99`. */
const PAIRS: usize = memory.data(200, 16);

export function fillTables(): void {
  let five: u64 = 1;
  for (let i: usize = 0; i < 23; i++, five *= 5) store<u64>(FIVES + 8 * i, five);
  let ten: u64 = 1;
  for (let i: usize = 0; i < 20; i++, ten *= 10) store<u64>(TENS + 8 * i, ten);
  for (let i: u32 = 0; i < 100; i++)
    store<u16>(PAIRS + 2 * <usize>i, <u16>((i / 10 + ZERO) | (((i % 10) + ZERO) << 8)));
}

/**
 * Writes a number as JavaScript's `String` does: the fewest digits that read back as the same double, and of those the
 * nearest. Answers one past the last character.
 *
 * A double m × 2^e of [1e-6, 1e15) times 10^q, with q such that it has 17 digits before the dot, is m × 5^q / 2^s: an
 * integer below 2^106 and a shift of 1 to 50, so its digits and what is behind them are known exactly. What reads back as
 * it are the decimals less than half a step of the doubles away, 5^q / 2^(s + 1); none of 17 digits is just as far, as
 * 5^q is odd (G. L. Steele, J. L. White, "How to Print Floating-Point Numbers Accurately", 1990). The step is more than
 * one unit of the 17th digit, so that the nearest integer is one; as long as the nearest multiple of ten, of a hundred
 * and so on is one too, it is shorter. Powers of two, whose neighbours are not equally far, and other sizes are left to
 * the host.
 */
export function writeNumber(value: f64, start: usize): usize {
  let at = start;
  const bits = reinterpret<u64>(value);
  const size = abs(value);
  const fraction = bits & 0xfffffffffffff;
  if (value === 0) {
    store<u8>(at, ZERO);
    return at + 1;
  }
  if (!(size >= LEAST && size < MOST) || fraction === 0) return writeByHost(value, at);
  if (bits >> 63 !== 0) store<u8>(at++, MINUS);
  const mantissa = fraction | 0x10000000000000;
  const exponent = <i32>((bits >> 52) & 0x7ff) - 1023;
  let magnitude = (exponent * 1233) >> 12;
  magnitude += i32(size >= unchecked(POWERS[magnitude + 7]));
  const decimals = 16 - magnitude;
  const shift: u64 = 52 - exponent - decimals;
  const five = load<u64>(FIVES + 8 * <usize>decimals);
  const low = mantissa * five;
  const whole = (highProduct(mantissa, five) << (64 - shift)) | (low >> shift);
  const rest = low & (((<u64>1) << shift) - 1);
  const half = (<u64>1) << (shift - 1);
  let digits = whole + u64(rest > half || (rest === half && (whole & 1) !== 0));
  let dropped = 0;
  // Distances in units of 2^-shift of the 17th digit; half a step is less than 12 digits.
  for (let unit: u64 = 10; ; unit *= 10) {
    const multiple = whole / unit;
    const above = whole - multiple * unit;
    const below = unit - above;
    const down = above <= 12 ? (above << shift) + rest : u64.MAX_VALUE >> 1;
    const up = below <= 12 ? (below << shift) - rest : u64.MAX_VALUE >> 1;
    const distance = 2 * min(down, up);
    if (distance > five) break;
    digits = multiple + u64(up < down || (up === down && (multiple & 1) !== 0));
    dropped++;
  }
  return writeDecimal(digits, decimals - dropped, at);
}

/** The upper 64 bits of a product. */
function highProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const middle = aHigh * bLow + ((aLow * bLow) >> 32);
  return aHigh * bHigh + (middle >> 32) + ((aLow * bHigh + (middle & 0xffffffff)) >> 32);
}

/** Writes digits / 10^decimals, which ends in no zero behind a dot. */
function writeDecimal(digits: u64, decimals: i32, at: usize): usize {
  const count = countDigits(digits);
  if (decimals <= 0) {
    writeDigits(digits, at + count);
    memory.fill(at + count, ZERO, -decimals);
    return at + count - decimals;
  }
  if (<i32>count <= decimals) {
    const zeros = decimals - <i32>count;
    memory.fill(at, ZERO, 2 + zeros);
    store<u8>(at, DOT, 1);
    writeDigits(digits, at + 2 + decimals);
    return at + 2 + decimals;
  }
  // All the digits a place to the right, then those before the dot back.
  writeDigits(digits, at + 1 + count);
  const dot = at + count - decimals;
  for (let place = at; place < dot; place++) store<u8>(place, load<u8>(place, 1));
  store<u8>(dot, DOT);
  return at + 1 + count;
}

export function writeInteger(value: u64, at: usize): usize {
  const end = at + countDigits(value);
  writeDigits(value, end);
  return end;
}

function countDigits(value: u64): usize {
  // 1233 / 4096 is a little more than the logarithm of 2: one digit too many at most.
  const most = ((64 - clz(value | 1)) * 1233) >> 12;
  return <usize>most + usize((value | 1) >= load<u64>(TENS + 8 * <usize>most));
}

/** Writes the digits so that they end before `end`. */
function writeDigits(value: u64, end: usize): void {
  let at = end;
  let high = value;
  while (high >= 100000000) {
    const next = high / 100000000;
    let low = <u32>(high - next * 100000000);
    high = next;
    for (let i = 0; i < 4; i++) {
      const next = low / 100;
      at -= 2;
      store<u16>(at, load<u16>(PAIRS + 2 * <usize>(low - next * 100)));
      low = next;
    }
  }
  let low = <u32>high;
  while (low >= 100) {
    const next = low / 100;
    at -= 2;
    store<u16>(at, load<u16>(PAIRS + 2 * <usize>(low - next * 100)));
    low = next;
  }
  if (low >= 10) store<u16>(at - 2, load<u16>(PAIRS + 2 * <usize>low));
  else store<u8>(at - 1, <u8>low + ZERO);
}

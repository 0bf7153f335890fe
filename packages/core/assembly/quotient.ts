/** mantissa / 10^decimals, decimals in 0..19, correctly rounded. */
export function quotient(mantissa: u64, decimals: i32): f64 {
  let divisor: u64 = 1;
  for (let i = 0; i < decimals; i++) divisor *= 10;
  if (mantissa >> 53 === 0 || decimals === 0) return <f64>mantissa / <f64>divisor;
  // With both scaled to have their top bit set, the first × 2^63 by the second is a quotient of 63 or 64 bits. Rounding
  // to a double drops the last ten and only asks of them whether they are more or less than half or half: a remainder
  // may stand in the lowest bit.
  const up = clz(mantissa);
  const divisorUp = clz(divisor);
  const rounded = <f64>dividedByTop(mantissa << up, divisor << divisorUp);
  return rounded * reinterpret<f64>((1023 - 63 + divisorUp - up) << 52);
}

/**
 * floor(n × 2^63 / d), with the lowest bit set if there is a remainder; n and d have their top bit set. Schoolbook
 * division in base 2^32 (Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D).
 */
function dividedByTop(n: u64, d: u64): u64 {
  const top = d >> 32;
  const bottom = d & 0xffffffff;
  let rest = n >> 1;
  let below = n << 63;
  let result: u64 = 0;
  for (let turn = 0; turn < 2; turn++) {
    const next = below >> 32;
    below <<= 32;
    let digit = rest / top;
    let guess = rest % top;
    while (digit >> 32 !== 0 || digit * bottom > ((guess << 32) | next)) {
      digit--;
      guess += top;
      if (guess >> 32 !== 0) break;
    }
    rest = (rest << 32) + next - digit * d;
    result = (result << 32) | digit;
  }
  return result | u64(rest !== 0);
}

/**
 * mantissa / power, correctly rounded, for a mantissa in 1..2^62 and a power 10^decimals in 10..10^15, given what doubles
 * make of it. That is the mantissa's rounding and the division's off, less than 1.5 units in the last place; so the
 * remainder mantissa − value × power, in units of value's last place, is less than 1.5 × power, and 64 bits hold it,
 * whatever its terms overflow. It tells whether the value is the nearest, or the one beside it.
 */
export function corrected(value: f64, mantissa: i64, decimals: i32, power: i64): f64 {
  const bits = reinterpret<i64>(value);
  const whole = (bits & 0xfffffffffffff) | 0x10000000000000;
  const shift = 1075 - (bits >> 52);
  // Below a power of two the unit is half as large; and a shift is by less than 64.
  if (<u64>(shift - 1) > 61 || whole === 0x10000000000000) return quotient(mantissa, decimals);
  const twice = ((mantissa << shift) - whole * power) << 1;
  const isOdd = whole & 1;
  const up = i64(twice + isOdd > power);
  const down = i64(twice - isOdd < -power);
  return reinterpret<f64>(bits + up - down);
}

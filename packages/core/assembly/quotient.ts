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

import { POLYNOMIAL } from './crc32c.ts';

/**
 * The CRC32C of bytes and `bytesAfter` further ones behind them, out of the CRC32C of each. Appending n bytes multiplies a
 * sum by x^(8n) modulo the polynomial, and x^(8n) is a product of squares of x (M. Adler's `crc32_combine` in zlib).
 */
export function combineCrc32c(before: number, after: number, bytesAfter: number): number {
  let power = X8;
  let product = ONE;
  // The length may have more than 32 bits.
  for (let n = bytesAfter; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) product = multiply(power, product);
    power = multiply(power, power);
  }
  return (multiply(product, before) ^ after) >>> 0;
}

/** Polynomials modulo the CRC's, their lowest power in the highest bit: 1 and x^8. */
const ONE = 0x80000000;
const X8 = ONE >>> 8;

function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}

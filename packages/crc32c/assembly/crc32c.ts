/**
 * CRC32C, 16 bytes a turn by tables. Source: M. E. Kounavis, F. L. Berry, "Novel Table Lookup-Based Algorithms for
 * High-Performance CRC Generation", 2008. The memory has the 16 tables of 256 numbers each at 0, and after them the bytes.
 */

export const windowStart: i32 = 16 * 256 * 4;

/** Entry `byte` of table `k`. */
// @ts-expect-error: a decorator of AssemblyScript
function entry(k: i32, byte: u64): u32 {
  return load<u32>(((<usize>byte & 0xff) << 2) + ((<usize>k) << 10));
}

/** The sum of the `length` bytes in the window that come after bytes whose sum, inverted, is `crc`; inverted. */
export function sum(crc: u32, length: i32): u32 {
  let at: usize = <usize>windowStart;
  const end = at + <usize>length;
  for (; at + 16 <= end; at += 16) {
    const a = load<u64>(at) ^ <u64>crc;
    const b = load<u64>(at, 8);
    crc =
      entry(15, a) ^
      entry(14, a >> 8) ^
      entry(13, a >> 16) ^
      entry(12, a >> 24) ^
      entry(11, a >> 32) ^
      entry(10, a >> 40) ^
      entry(9, a >> 48) ^
      entry(8, a >> 56) ^
      entry(7, b) ^
      entry(6, b >> 8) ^
      entry(5, b >> 16) ^
      entry(4, b >> 24) ^
      entry(3, b >> 32) ^
      entry(2, b >> 40) ^
      entry(1, b >> 48) ^
      entry(0, b >> 56);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ entry(0, <u64>(crc ^ <u32>load<u8>(at)));
  return crc;
}

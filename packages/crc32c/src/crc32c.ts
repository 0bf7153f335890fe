/**
 * CRC32C (Castagnoli), 16 bytes a turn by tables. Source: M. E. Kounavis, F. L. Berry, "Novel Table Lookup-Based
 * Algorithms for High-Performance CRC Generation", 2008; polynomial 0x1EDC6F41, reflected 0x82F63B78.
 */
const WIDTH = 16;
const TABLES = makeTables();

function makeTables(): Uint32Array {
  const tables = new Uint32Array(WIDTH * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at++) {
    const previous = tables[at - 256]!;
    tables[at] = (previous >>> 8) ^ tables[previous & 0xff]!;
  }
  return tables;
}

/** The CRC32C of `bytes` that come after bytes whose CRC32C is `before` (0 for none). */
export function crc32c(bytes: Uint8Array, before = 0): number {
  const t = TABLES;
  const end = bytes.length;
  const lastTurn = end - WIDTH;
  let crc = ~before;
  let i = 0;
  for (; i <= lastTurn; i += WIDTH) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      t[3840 + (crc & 0xff)]! ^
      t[3584 + ((crc >>> 8) & 0xff)]! ^
      t[3328 + ((crc >>> 16) & 0xff)]! ^
      t[3072 + (crc >>> 24)]! ^
      t[2816 + bytes[i + 4]!]! ^
      t[2560 + bytes[i + 5]!]! ^
      t[2304 + bytes[i + 6]!]! ^
      t[2048 + bytes[i + 7]!]! ^
      t[1792 + bytes[i + 8]!]! ^
      t[1536 + bytes[i + 9]!]! ^
      t[1280 + bytes[i + 10]!]! ^
      t[1024 + bytes[i + 11]!]! ^
      t[768 + bytes[i + 12]!]! ^
      t[512 + bytes[i + 13]!]! ^
      t[256 + bytes[i + 14]!]! ^
      t[bytes[i + 15]!]!;
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ t[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}

/** As Google's APIs write it: base64 of the four bytes, most significant first. */
export function base64OfCrc32c(crc: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc);
  return btoa(String.fromCharCode(...bytes));
}

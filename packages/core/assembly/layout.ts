/** Indexing and reading take turns over pieces of so many bytes, whose list stays in the nearest cache. */
export const PIECE_BYTES: usize = 16 * 1024;
const PIECE_ROWS: usize = PIECE_BYTES + 128;
/** What the host reads at a time, and the alignment that it keeps. */
const READ_BYTES: usize = 256 * 1024;
const PAGE_BYTES: usize = 4096;

/** 16 bytes from offset n on are the mask of n characters aligned to the right. */
export const MASKS: usize = memory.data(32, 16);
/** The shuffle that takes out a dot in place p of 16, moving what is before it to the right; for 16, none. */
export const SHUFFLES: usize = memory.data(17 * 16, 16);
/** 10^(15 - p) for a dot in place p; for 16, 1. */
export const SCALES: usize = memory.data(17 * 8, 16);

/**
 * Vectors that are constants, a row each. They are read from memory once a call: V8 would make them anew, in three
 * instructions, wherever one is used.
 */
// biome-ignore format: a vector a row
export const VECTORS: usize = memory.data<u32>(
  [
    0x30303030, 0x30303030, 0x30303030, 0x30303030, // '0'
    0xfefefefe, 0xfefefefe, 0xfefefefe, 0xfefefefe, // '.' - '0'
    0x09090909, 0x09090909, 0x09090909, 0x09090909, // 9
    0x0a010a01, 0x0a010a01, 0x0a010a01, 0x0a010a01, // 1, 10: 10 × 256 + 1 as u16
    0x00010064, 0x00010064, 0x00010064, 0x00010064, // 100, 1 as u16
    0x00012710, 0x00012710, 0x00012710, 0x00012710, // 10000, 1 as u16
    0x2c2c2c2c, 0x2c2c2c2c, 0x2c2c2c2c, 0x2c2c2c2c, // the separator
    0x0a0a0a0a, 0x0a0a0a0a, 0x0a0a0a0a, 0x0a0a0a0a, // newline
    0x22222222, 0x22222222, 0x22222222, 0x22222222, // '"'
  ],
  16,
);

export let fields: u32 = 0;
export let wanted: u32 = 0;
export let maxRecordBytes: usize = 0;
/** The bytes to read, with room for an unfinished record before what is read next. */
export let windowStart: usize = 0;
export let windowEnd: usize = 0;
/** Addresses of the delimiters of a piece, u32 each. Entry 0 is the newline before its first record. */
export let delimitersStart: usize = 0;
/** For each of its newlines one past its entry among the delimiters, u32 each. */
export let rowEndsStart: usize = 0;
/** For each of its well-formed rows the entry of the first delimiter, u32 each. */
export let basesStart: usize = 0;
/** For each of its well-formed rows whether it is odd, u8 each. */
export let flagsStart: usize = 0;
/** Indices of the wanted fields, u32 each; the host writes them. */
export let wantedStart: usize = 0;
/** The last call's odd rows: row, first address and one past the last, u32 each. */
export let oddStart: usize = 0;
/** The columns one after the other, of `capacity` doubles each. */
export let columnsStart: usize = 0;
export let capacity: u32 = 0;

/** Lays out the memory and fills the tables. */
export function configure(fieldCount: u32, wantedCount: u32, separator: u8, blockBytes: u32, maxRecord: u32): void {
  fields = fieldCount;
  wanted = wantedCount;
  maxRecordBytes = maxRecord;
  // A row is at least its commas and a newline; an only field has at least a character.
  capacity = blockBytes / max<u32>(2, fieldCount) + 2;
  windowStart = (__heap_base + PAGE_BYTES) & ~(PAGE_BYTES - 1);
  windowEnd = windowStart + 2 * PAGE_BYTES + maxRecord + READ_BYTES;
  delimitersStart = (windowEnd + 128) & ~63;
  rowEndsStart = delimitersStart + 4 * (windowEnd - windowStart + 128);
  basesStart = rowEndsStart + 4 * PIECE_ROWS;
  flagsStart = basesStart + 4 * PIECE_ROWS;
  wantedStart = flagsStart + PIECE_ROWS;
  oddStart = wantedStart + 4 * wantedCount;
  columnsStart = (oddStart + 12 * capacity + 63) & ~63;
  const pages = <i32>((columnsStart + 8 * <usize>capacity * wantedCount + 0xffff) >> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) unreachable();

  v128.store(VECTORS, i8x16.splat(separator), 96);
  v128.store(MASKS, i8x16.splat(-1), 16);
  let scale: f64 = 1;
  for (let place = 16; place >= 0; place--) {
    for (let i = 0; i < 16; i++) store<u8>(SHUFFLES + place * 16 + i, place < 16 && i <= place ? i - 1 : i);
    store<f64>(SCALES + place * 8, scale);
    if (place < 16) scale *= 10;
  }
}

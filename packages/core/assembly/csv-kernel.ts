// BE ADVISED. This is AssemblyScript: TypeScript in form, WebAssembly in fact. It turns the bytes of CSV records into
// columns of doubles, at more than 1 GB/s where csv-parse does 17 MB/s.
//
// What is clever: `index` finds separators and newlines by comparing 64 bytes a turn and walking the bits of the answer;
// `readColumn` (read-column.ts) reads up to 19 characters of a number at once: the last 16 right-aligned in a vector, the
// dot moved out by a shuffle, digits joined by multiply-add pairs. Every number is correctly rounded: an integer below
// 2^53 over an exact power of ten is rounded once, by the division (Clinger, How to Read Floating Point Numbers
// Accurately, 1990); of greater ones the quotient is put right by its exact remainder (`corrected`).
//
// Where you will be bitten: addresses are raw. `index` reads up to 63 bytes past the data and writes up to 8 entries
// past its list. A record may have fewer fields than the header: only its entries in the list say where its fields are.
// What is not a plain number (exponents, words, `""` in quotes) is not guessed at: its row is listed as odd and left to
// csv-parse. The comparison with csv-parse in test/csv and the fuzz beside it tell you.
//
// How to change it: a constant vector gets its row in VECTORS (layout.ts), memory gets its place in `configure` there. If
// you add a form of number, add it to `readField` first, which is slow and plain; give it to `readColumn` only if the
// bench says so. If you let a record be something new, `readRows` decides on it, and parse-records.ts must decide the
// same. Then `pnpm --filter @taxifare/core kernel` (a test compares what is checked in), `fuzz` with some million rows,
// and the bench: 1% here is 1% of the whole.
import {
  basesStart,
  delimitersStart,
  fields,
  flagsStart,
  maxRecordBytes,
  oddStart,
  PIECE_BYTES,
  rowEndsStart,
  VECTORS,
  wanted,
} from './layout';
import { readColumn } from './read-column';

export { capacity, columnsStart, configure, oddStart, wantedStart, windowEnd, windowStart } from './layout';

const NEWLINE: u8 = 10;
const QUOTE: u8 = 34;
const RETURN: u8 = 13;
const TWO_QUOTES: u16 = 0x2222;

export let oddCount: u32 = 0;
export let rows: u32 = 0;
export let lines: u32 = 0;
export let malformed: u32 = 0;
export let malformedLine: u32 = 0;
export let openQuote: usize = 0;
export let isTooLong: bool = false;

/** Where the data ends, if that ends a record as a newline would; else 0. */
let dataEnd: usize = 0;
let rowEndsEnd: usize = 0;
let hasFlags: bool = false;
let hasQuotedNewline: bool = false;

export function clear(): void {
  rows = 0;
}

/**
 * Reads the whole records in [from, to) that start at or before `limit`; answers where the next one starts. `end` is 0,
 * or where the data ends: the host has put a newline there, and `to` is after it.
 */
export function parse(from: usize, to: usize, limit: usize, end: usize): usize {
  lines = 0;
  malformed = 0;
  malformedLine = 0;
  oddCount = 0;
  openQuote = 0;
  isTooLong = false;
  dataEnd = end;
  let record = from;
  while (record < to && record <= limit && !isTooLong) {
    index(record, to, min(limit, record + PIECE_BYTES));
    const next = readRows(record, limit);
    if (next === record) break;
    record = next;
  }
  return record;
}

/** Lists the delimiters from the record at `from` to the first newline at or after `enough`, or to `to`. */
function index(from: usize, to: usize, enough: usize): void {
  const separator = v128.load(VECTORS, 96);
  const newline = v128.load(VECTORS, 112);
  const quote = v128.load(VECTORS, 128);
  let delimiter = delimitersStart + 4;
  let rowEnd = rowEndsStart;
  let quoteAt: usize = 0;
  let skipped: usize = 0;
  hasQuotedNewline = false;
  store<u32>(delimitersStart, from - 1);
  for (let at = from; at < to; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const data: u64 = to - at < 64 ? ((<u64>1) << (to - at)) - 1 : -1;
    let newlines = data & matches(a, b, c, d, newline);
    let delimiters = (data & matches(a, b, c, d, separator)) | newlines;
    const ab = v128.or(i8x16.eq(a, quote), i8x16.eq(b, quote));
    const cd = v128.or(i8x16.eq(c, quote), i8x16.eq(d, quote));
    if (u32(v128.any_true(v128.or(ab, cd))) | u32(quoteAt !== 0)) {
      const quotes = data & matches(a, b, c, d, quote);
      // Separators and newlines inside quotes are text; a quote opens only where a field starts.
      let rest = delimiters | quotes;
      let kept: u64 = 0;
      let fieldStart = <usize>load<u32>(delimiter - 4) + 1;
      for (; rest !== 0; rest &= rest - 1) {
        const bit = rest & (0 - rest);
        const place = at + <usize>ctz(rest);
        if (place === skipped) continue;
        const isQuote = load<u8>(place) === QUOTE;
        if (quoteAt !== 0) {
          if (!isQuote) hasQuotedNewline = hasQuotedNewline || (newlines & bit) !== 0;
          else if (place + 1 < to && load<u8>(place, 1) === QUOTE) skipped = place + 1;
          else quoteAt = 0;
        } else if (isQuote) {
          if (place === fieldStart) quoteAt = place;
        } else {
          kept |= bit;
          fieldStart = place + 1;
        }
      }
      delimiters = kept;
      newlines &= kept;
    }
    // One or none, mostly: it is written without asking, and the next one over it if there was none.
    store<u32>(rowEnd, delimiter + 4 * <usize>popcnt(delimiters & (newlines ^ (newlines - 1))));
    rowEnd += 4 * <usize>(newlines !== 0);
    for (let rest = newlines & (newlines - 1); rest !== 0; rest &= rest - 1) {
      store<u32>(rowEnd, delimiter + 4 * <usize>popcnt(delimiters & (rest ^ (rest - 1))));
      rowEnd += 4;
    }
    // Eight at once, although there are five or so: asking how many costs more.
    let entry = delimiter;
    delimiter += 4 * <usize>popcnt(delimiters);
    do {
      delimiters = listLowest(entry, at, delimiters);
      delimiters = listLowest(entry + 4, at, delimiters);
      delimiters = listLowest(entry + 8, at, delimiters);
      delimiters = listLowest(entry + 12, at, delimiters);
      delimiters = listLowest(entry + 16, at, delimiters);
      delimiters = listLowest(entry + 20, at, delimiters);
      delimiters = listLowest(entry + 24, at, delimiters);
      delimiters = listLowest(entry + 28, at, delimiters);
      entry += 32;
    } while (delimiters !== 0);
    if (newlines !== 0 && at + 63 - <usize>clz(newlines) >= enough) break;
  }
  rowEndsEnd = rowEnd;
  openQuote = quoteAt;
}

/** Which of 64 bytes are `sought`, the first in the lowest bit. */
function matches(a: v128, b: v128, c: v128, d: v128, sought: v128): u64 {
  const low = <u32>i8x16.bitmask(i8x16.eq(a, sought)) | ((<u32>i8x16.bitmask(i8x16.eq(b, sought))) << 16);
  const high = <u32>i8x16.bitmask(i8x16.eq(c, sought)) | ((<u32>i8x16.bitmask(i8x16.eq(d, sought))) << 16);
  return <u64>low | ((<u64>high) << 32);
}

function listLowest(entry: usize, at: usize, set: u64): u64 {
  store<u32>(entry, at + <usize>ctz(set));
  return set & (set - 1);
}

/** Reads the listed rows that start at or before `limit`, the first at `record`; answers where the next one starts. */
function readRows(record: usize, limit: usize): usize {
  let start = record;
  let first = delimitersStart + 4;
  let base = basesStart;
  let rowEnd = rowEndsStart;
  for (; rowEnd < rowEndsEnd && start <= limit; rowEnd += 4) {
    const next = <usize>load<u32>(rowEnd);
    const end = <usize>load<u32>(next - 4);
    if (end - start > maxRecordBytes) {
      isTooLong = true;
      break;
    }
    const isEmpty = end === start || (end === start + 1 && load<u8>(start) === RETURN && end !== dataEnd);
    if (!isEmpty && (next - first === 4 * <usize>fields || hasEmptyRest(first, next))) {
      store<u32>(base, first);
      base += 4;
    } else if (!isEmpty) {
      if (malformed === 0) malformedLine = lines + newlinesIn(record, start);
      malformed++;
    }
    first = next;
    start = end + 1;
  }
  lines += hasQuotedNewline ? newlinesIn(record, start) : <u32>(rowEnd - rowEndsStart) >> 2;
  for (let column: u32 = 0; column < wanted; column++) hasFlags = readColumn(column, rows, base, dataEnd) || hasFlags;
  if (hasFlags) listOdd(base);
  rows += <u32>(base - basesStart) >> 2;
  return start;
}

/** Whether a record has all its fields and beyond them nothing but empty ones. */
function hasEmptyRest(first: usize, next: usize): bool {
  if (next - first < 4 * <usize>fields) return false;
  for (let entry = first + 4 * <usize>fields; entry < next; entry += 4) {
    const start = <usize>load<u32>(entry - 4) + 1;
    let end = <usize>load<u32>(entry);
    if (entry + 4 === next && end !== dataEnd && end > start) end -= u32(load<u8>(end - 1) === RETURN);
    if (end !== start && !(end === start + 2 && load<u16>(start) === TWO_QUOTES)) return false;
  }
  return true;
}

function newlinesIn(from: usize, to: usize): u32 {
  let count: u32 = 0;
  for (let at = from; at < to; at++) count += u32(load<u8>(at) === NEWLINE);
  return count;
}

/** Lists the rows that were flagged. */
function listOdd(basesEnd: usize): void {
  hasFlags = false;
  for (let base = basesStart; base < basesEnd; base += 4) {
    const row = (base - basesStart) >> 2;
    if (load<u8>(flagsStart + row) === 0) continue;
    store<u8>(flagsStart + row, 0);
    const first = <usize>load<u32>(base);
    let last = first + 4 * (<usize>fields - 1);
    while (load<u8>(<usize>load<u32>(last)) !== NEWLINE) last += 4;
    const newline = <usize>load<u32>(last);
    const odd = oddStart + 12 * <usize>oddCount;
    store<u32>(odd, rows + <u32>row);
    store<u32>(odd, load<u32>(first - 4) + 1, 4);
    store<u32>(odd, newline + u32(newline !== dataEnd), 8);
    oddCount++;
  }
}

/**
 * Lists the key fields of records and writes lines of keys and numbers. Where records and fields end is decided as in
 * csv-kernel.ts: a quote opens only where a field starts, and `""` within quotes is text. Addresses are raw: up to 15 bytes
 * past the data are read, and past a line written.
 */
import { fillTables, writeInteger, writeNumber } from './write-number';

const COMMA: u8 = 44;
/** Between the fields that are read; a comma is between those that are written. */
let separator: u8 = COMMA;
const NEWLINE: u8 = 10;
const QUOTE: u8 = 34;
const RETURN: u8 = 13;
const MOST_COLUMNS: usize = 4;
/** The longest number has 24 characters; a comma, and in the last place a newline or a row's number. */
const LINE_BYTES: usize = MOST_COLUMNS * 25 + 24;

export let windowStart: usize = 0;
export let columnsStart: usize = 0;
export let linesStart: usize = 0;
/** Rows listed by `index`. */
export let rows: u32 = 0;
/** Whether the keys listed are to be written as they stand; else the records are somebody else's to read. */
export let isPlain: bool = true;

let capacity: u32 = 0;
/** The index of the key's field; negative: rows are numbered. */
let keyAt: i32 = 0;
/** First and one past the last address of every key, u32 each. */
let keysStart: usize = 0;

export function configure(windowBytes: usize, mostRows: u32, key: i32, between: u8): void {
  fillTables();
  separator = between;
  capacity = mostRows;
  keyAt = key;
  windowStart = (__heap_base + 63) & ~63;
  keysStart = (windowStart + windowBytes + 127) & ~63;
  columnsStart = keysStart + 8 * <usize>capacity;
  linesStart = columnsStart + 8 * MOST_COLUMNS * <usize>capacity;
  const pages = <i32>((linesStart + windowBytes + LINE_BYTES * <usize>capacity + 0xffff) >> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) unreachable();
}

/** Lists so many whole records of [from, to) that start before `enough`; answers where the next one starts. */
export function index(from: usize, to: usize, enough: usize, mostRows: u32): usize {
  rows = 0;
  isPlain = true;
  let record = from;
  while (record < enough && rows < mostRows) {
    if (isNewline(record, to)) record += 1 + usize(load<u8>(record) === RETURN);
    else {
      const next = listRecord(record, to);
      if (next === 0) break;
      record = next;
      rows++;
    }
  }
  return record;
}

function isNewline(at: usize, to: usize): bool {
  const byte = load<u8>(at);
  return byte === NEWLINE || (byte === RETURN && at + 1 < to && load<u8>(at, 1) === NEWLINE);
}

/** Lists the key of the record at `record`; answers where the next one starts, 0 where this one does not end. */
function listRecord(record: usize, to: usize): usize {
  let start = record;
  for (let field = 0; field <= keyAt; field++) {
    const end = fieldEnd(start, to);
    if (end === 0) return 0;
    const isLast = load<u8>(end) === NEWLINE;
    if (field === keyAt) listKey(start, end);
    else if (isLast) isPlain = false;
    start = end + 1;
    if (isLast) return start;
  }
  return recordEnd(start, to);
}

/** The separator or newline that ends the field at `start`; 0 if there is none. */
function fieldEnd(start: usize, to: usize): usize {
  let at = start;
  if (at < to && load<u8>(at) === QUOTE) at = afterQuotes(at, to);
  for (; at < to; at += 16) {
    const text = v128.load(at);
    const ends = v128.or(i8x16.eq(text, i8x16.splat(separator)), i8x16.eq(text, i8x16.splat(NEWLINE)));
    if (!v128.any_true(ends)) continue;
    const end = at + ctz(i8x16.bitmask(ends));
    return end < to ? end : 0;
  }
  return 0;
}

/** One past the quote that closes the one at `open`; `to` if none does. */
function afterQuotes(open: usize, to: usize): usize {
  for (let at = open + 1; at < to; at++) {
    if (load<u8>(at) !== QUOTE) continue;
    if (at + 1 === to || load<u8>(at, 1) !== QUOTE) return at + 1;
    at++;
  }
  return to;
}

/** One past the newline that ends the record whose next field is at `start`; 0 if there is none. */
function recordEnd(start: usize, to: usize): usize {
  let at = start;
  while (at < to) {
    const text = v128.load(at);
    const found = v128.or(i8x16.eq(text, i8x16.splat(NEWLINE)), i8x16.eq(text, i8x16.splat(QUOTE)));
    if (!v128.any_true(found)) {
      at += 16;
      continue;
    }
    const place = at + ctz(i8x16.bitmask(found));
    if (place >= to) return 0;
    if (load<u8>(place) === NEWLINE) return place + 1;
    const opens = place === start || load<u8>(place - 1) === separator;
    at = opens ? afterQuotes(place, to) : place + 1;
  }
  return 0;
}

/** Lists the key of [start, end), without quotes that it does not need; what is odd about it makes the list not plain. */
function listKey(start: usize, end: usize): void {
  let first = start;
  let last = end;
  if (last > first && load<u8>(end) === NEWLINE && load<u8>(last - 1) === RETURN) last--;
  const isQuoted = last > first && load<u8>(first) === QUOTE;
  if (isQuoted) {
    if (afterQuotes(first, last) !== last) isPlain = false;
    first++;
    last--;
  }
  let needsQuotes = false;
  for (let at = first; at < last; at += 16) {
    const text = v128.load(at);
    const newlines = v128.or(i8x16.eq(text, i8x16.splat(NEWLINE)), i8x16.eq(text, i8x16.splat(RETURN)));
    const others = v128.or(i8x16.eq(text, i8x16.splat(COMMA)), i8x16.eq(text, i8x16.splat(QUOTE)));
    const inside = last - at < 16 ? (1 << (<u32>(last - at))) - 1 : 0xffff;
    needsQuotes = needsQuotes || (i8x16.bitmask(v128.or(newlines, others)) & inside) !== 0;
  }
  if (needsQuotes && !isQuoted) isPlain = false;
  const entry = keysStart + 8 * <usize>rows;
  store<u32>(entry, first - u32(needsQuotes && isQuoted));
  store<u32>(entry, last + u32(needsQuotes && isQuoted), 4);
}

/** Writes a line for each listed row; answers one past the last. Rows without keys count from `firstNumber`. */
export function write(columns: u32, firstNumber: f64): usize {
  let out = linesStart;
  for (let row: usize = 0; row < rows; row++) {
    out = keyAt < 0 ? writeInteger(<u64>firstNumber + row, out) : copyKey(keysStart + 8 * row, out);
    for (let column: usize = 0; column < columns; column++) {
      store<u8>(out, COMMA);
      out = writeNumber(load<f64>(columnsStart + 8 * (column * <usize>capacity + row)), out + 1);
    }
    store<u8>(out++, NEWLINE);
  }
  return out;
}

function copyKey(entry: usize, out: usize): usize {
  const first = <usize>load<u32>(entry);
  const length = <usize>load<u32>(entry, 4) - first;
  for (let done: usize = 0; done < length; done += 16) v128.store(out + done, v128.load(first + done));
  return out + length;
}

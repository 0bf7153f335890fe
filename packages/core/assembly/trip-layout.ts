/** Doubles a row: fare, pickup latitude and longitude, drop-off latitude and longitude, passengers, distance. */
const COLUMNS: usize = 7;
/** Least and greatest value of each range of the rules, f64 each, in the order of RULE_RANGES in rules.ts. */
export const mostBounds: u32 = 64;
export const boundsStart: usize = memory.data(64 * 8, 16);
/** Of `moments`: means of distance and fare, then the sums of products xx, xy, yy, xxx, xxy, xyy, xxxx, xxxy, xxyy. */
export const sumsStart: usize = memory.data(11 * 8, 16);

export let pictureStart: usize = 0;
export let pictureEnd: usize = 0;
/** What `drain` lists: the places of counts, and the counts themselves, u32 each. */
export let filledPlaces: usize = 0;
export let filledCounts: usize = 0;
export let columnsStart: usize = 0;
/** The distance from a column to the next, in bytes. */
export let stride: usize = 0;
/** The verdict of each row, u8. */
export let verdictsStart: usize = 0;
/** Rows that a call lists for its caller, u32 each. */
export let listStart: usize = 0;
/** Distances and fares of the kept rows, close together. */
export let keptKmStart: usize = 0;
export let keptUsdStart: usize = 0;

/** Lays out the memory for so many rows; the picture, of so many bytes, stays where it is. */
export function configure(rows: u32, pictureBytes: u32): void {
  pictureStart = (__heap_base + 63) & ~63;
  pictureEnd = pictureStart + pictureBytes;
  filledPlaces = (pictureEnd + 63) & ~63;
  filledCounts = filledPlaces + pictureBytes;
  columnsStart = (filledCounts + pictureBytes + 63) & ~63;
  // A vector may reach one row past the last. Columns do not start at the same place in a page.
  stride = (8 * (<usize>rows + 2) + 127) & ~63;
  if ((stride & 4095) === 0) stride += 64;
  keptKmStart = columnsStart + COLUMNS * stride;
  keptUsdStart = keptKmStart + stride;
  listStart = keptUsdStart + stride;
  verdictsStart = listStart + stride;
  const pages = <i32>((verdictsStart + stride + 0xffff) >> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) unreachable();
}

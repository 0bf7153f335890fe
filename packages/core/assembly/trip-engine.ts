// BE ADVISED. AssemblyScript, as csv-kernel.ts is. What a training does with trips once they are columns: distances, the
// cleaning rules, the sums and the counts, two rows at a time in a vector.
//
// What is clever: only ordinary rows are done here. The others are listed, and TypeScript does them: trips out of any city,
// for which the series of the sines do not do, and the rows that some rule drops. Rows are selected and listed without
// a branch: each is written, and the next one over it.
//
// Where you will be bitten: every operation stands here in the order in which haversine.ts and moments-of.ts have it, and
// gives the same bits; test/trip-engine.test.ts compares them. A vector reaches one row past an odd number of rows.
//
// How to change it: if you add a rule, its range gets the number that it has in RULE_RANGES (rules.ts), and its line in
// `clean` asks what `KEEPS` (clean.ts) asks. If you add a column, COLUMNS counts it, and `load` and `layOut` in
// src/kernels/trip-engine.ts have it at the same place. Then `pnpm --filter @taxifare/core kernel`.

/** Doubles a row: fare, pickup latitude and longitude, drop-off latitude and longitude, passengers, distance. */
const COLUMNS: usize = 7;
/** Least and greatest value of each range of the rules, f64 each, in the order of RULE_RANGES in rules.ts. */
export const mostBounds: u32 = 64;
export const boundsStart: usize = memory.data(64 * 8, 16);
/** Of `moments`: means of distance and fare, then the sums of products xx, xy, yy, xxx, xxy, xyy, xxxx, xxxy, xxyy. */
const SUMS: usize = memory.data(11 * 8, 16);
export const sumsStart: usize = SUMS;

export let pictureStart: usize = 0;
let pictureEnd: usize = 0;
/** What `drain` lists: the places of counts, and the counts themselves, u32 each. */
export let filledPlaces: usize = 0;
export let filledCounts: usize = 0;
export let columnsStart: usize = 0;
/** From a column to the next, bytes. */
export let stride: usize = 0;
/** For each row, u8. */
export let verdictsStart: usize = 0;
/** Rows that a call lists for its caller, u32 each, and how many. */
export let listStart: usize = 0;
export let listed: u32 = 0;
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

const RAD_PER_DEG: f64 = Math.PI / 180;
const SAME_PLACE_DEG: f64 = 1e-9;
const SMALL_SQUARED: f64 = 0.05 * 0.05;
const HALF_PI_SQUARED: f64 = (Math.PI / 2) * (Math.PI / 2);

/** Great-circle distances of the ordinary rows; lists the others. */
export function distances(rows: usize): void {
  const aLats = columnsStart + stride;
  const aLons = aLats + stride;
  const bLats = aLons + stride;
  const bLons = bLats + stride;
  const kms = bLons + 2 * stride;
  const one = f64x2.splat(1);
  const half = f64x2.splat(0.5);
  const radians = f64x2.splat(RAD_PER_DEG);
  const same = f64x2.splat(SAME_PLACE_DEG);
  let list = listStart;
  for (let row: usize = 0; row < rows; row += 2) {
    const at = row << 3;
    const aLat = v128.load(aLats + at);
    const bLat = v128.load(bLats + at);
    const aLon = v128.load(aLons + at);
    const bLon = v128.load(bLons + at);
    const lat = f64x2.mul(f64x2.mul(f64x2.sub(bLat, aLat), radians), half);
    const lon = f64x2.mul(f64x2.mul(f64x2.sub(bLon, aLon), radians), half);
    const sum = f64x2.mul(f64x2.mul(f64x2.add(aLat, bLat), radians), half);
    const lat2 = f64x2.mul(lat, lat);
    const lon2 = f64x2.mul(lon, lon);
    const sum2 = f64x2.mul(sum, sum);
    const sinLat = sinOf(lat, lat2);
    const sinLon = sinOf(lon, lon2);
    const sinSum = wideSinOf(sum, sum2);
    const square = f64x2.mul(sinLat, sinLat);
    const cosines = f64x2.sub(f64x2.sub(one, square), f64x2.mul(sinSum, sinSum));
    const h = f64x2.add(square, f64x2.mul(f64x2.mul(cosines, sinLon), sinLon));
    const root = f64x2.sqrt(f64x2.max(h, f64x2.splat(0)));
    const root2 = f64x2.mul(root, root);
    const isSame = v128.and(
      f64x2.lt(f64x2.abs(f64x2.sub(bLat, aLat)), same),
      f64x2.lt(f64x2.abs(f64x2.sub(bLon, aLon)), same),
    );
    v128.store(kms + at, v128.andnot(f64x2.mul(f64x2.splat(2 * 6371), asinOf(root, root2)), isSame));
    const isSmall = v128.and(
      f64x2.lt(f64x2.max(lat2, lon2), f64x2.splat(SMALL_SQUARED)),
      f64x2.lt(root, f64x2.splat(0.05)),
    );
    const ordinary = i64x2.bitmask(v128.and(isSmall, f64x2.le(sum2, f64x2.splat(HALF_PI_SQUARED))));
    if (ordinary !== 3) {
      store<u32>(list, <u32>row);
      list += 4 * <usize>(~ordinary & 1);
      store<u32>(list, <u32>row + 1);
      list += 4 * <usize>(((~ordinary & 2) >> 1) & i32(row + 1 < rows));
    }
  }
  listed = <u32>(list - listStart) >> 2;
}

/** What haversine.ts has, for two. */
function sinOf(x: v128, s: v128): v128 {
  let sum = f64x2.splat(1.0 / 362880);
  sum = f64x2.add(f64x2.splat(-1.0 / 5040), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(1.0 / 120), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(-1.0 / 6), f64x2.mul(s, sum));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), sum));
}

function wideSinOf(x: v128, s: v128): v128 {
  let sum = f64x2.splat(1.0 / 51090942171709440000.0);
  sum = f64x2.add(f64x2.splat(-1.0 / 121645100408832000.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(1.0 / 355687428096000.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(-1.0 / 1307674368000.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(1.0 / 6227020800.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(-1.0 / 39916800.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(1.0 / 362880.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(-1.0 / 5040.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(1.0 / 120.0), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(-1.0 / 6.0), f64x2.mul(s, sum));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), sum));
}

function asinOf(x: v128, s: v128): v128 {
  let sum = f64x2.splat(10395.0 / 599040);
  sum = f64x2.add(f64x2.splat(945.0 / 42240), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(105.0 / 3456), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(15.0 / 336), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(3.0 / 40), f64x2.mul(s, sum));
  sum = f64x2.add(f64x2.splat(1.0 / 6), f64x2.mul(s, sum));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), sum));
}

/** Writes 0 for each row that every rule keeps, 1 for the others, and lists these. Ranges: see RULE_RANGES in rules.ts. */
export function clean(rows: usize): void {
  const zero = f64x2.splat(0);
  let list = listStart;
  for (let row: usize = 0; row < rows; row += 2) {
    let at = columnsStart + (row << 3);
    const fare = v128.load(at);
    at += stride;
    const aLat = v128.load(at);
    at += stride;
    const aLon = v128.load(at);
    at += stride;
    const bLat = v128.load(at);
    at += stride;
    const bLon = v128.load(at);
    at += stride;
    const passengers = v128.load(at);
    at += stride;
    const km = v128.load(at);
    let isKept = isWithin(0, fare);
    isKept = v128.and(isKept, v128.and(f64x2.ne(aLat, zero), f64x2.ne(aLon, zero)));
    isKept = v128.and(isKept, v128.and(f64x2.ne(bLat, zero), f64x2.ne(bLon, zero)));
    isKept = v128.and(isKept, v128.and(isWithin(1, aLat), isWithin(1, bLat)));
    isKept = v128.and(isKept, v128.and(isWithin(2, aLon), isWithin(2, bLon)));
    isKept = v128.and(isKept, isWithin(3, passengers));
    isKept = v128.and(isKept, isAboveAndWithin(4, km));
    const others = ~i64x2.bitmask(isKept) & (row + 1 < rows ? 3 : 1);
    store<u16>(verdictsStart + row, <u16>((others & 1) | ((others & 2) << 7)));
    store<u32>(list, <u32>row);
    list += 4 * <usize>(others & 1);
    store<u32>(list, <u32>row + 1);
    list += 4 * <usize>(others >> 1);
  }
  listed = <u32>(list - listStart) >> 2;
}

/** Which of two values lie within the bounds of a range. They are read from memory, which costs no more than holding them. */
function isWithin(range: usize, values: v128): v128 {
  const bounds = boundsStart + 16 * range;
  return v128.and(f64x2.ge(values, v128.load64_splat(bounds)), f64x2.le(values, v128.load64_splat(bounds, 8)));
}

function isAboveAndWithin(range: usize, values: v128): v128 {
  const bounds = boundsStart + 16 * range;
  return v128.and(f64x2.gt(values, v128.load64_splat(bounds)), f64x2.le(values, v128.load64_splat(bounds, 8)));
}

/** Puts distance and fare of the rows with verdict 0 close together, lists the others; answers how many are kept. */
export function select(rows: usize): u32 {
  const fares = columnsStart;
  const kms = columnsStart + 6 * stride;
  let bytes: usize = 0;
  let list = listStart;
  // Whether a row is kept is hard to foresee: every row is written, and the next one over it if it is not.
  for (let row: usize = 0; row < rows; row++) {
    const isKept = <usize>(load<u8>(verdictsStart + row) === 0);
    store<u64>(keptKmStart + bytes, load<u64>(kms + (row << 3)));
    store<u64>(keptUsdStart + bytes, load<u64>(fares + (row << 3)));
    store<u32>(list, <u32>row);
    bytes += isKept << 3;
    list += (1 - isKept) << 2;
  }
  listed = <u32>(list - listStart) >> 2;
  return <u32>bytes >> 3;
}

/** The moments of fare on distance over so many selected rows, one at least; see moments-of.ts. */
export function moments(rows: usize): void {
  const length = rows << 3;
  const end = (length + 15) & ~15;
  store<f64>(keptKmStart + length, 0);
  store<f64>(keptUsdStart + length, 0);
  let sumX = f64x2.splat(0);
  let sumY = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    sumX = f64x2.add(sumX, v128.load(keptKmStart + at));
    sumY = f64x2.add(sumY, v128.load(keptUsdStart + at));
  }
  const n = <f64>rows;
  const meanX = total(sumX) / n;
  const meanY = total(sumY) / n;
  // The second of the last pair deviates by nothing where there is none.
  store<f64>(keptKmStart + length, meanX);
  store<f64>(keptUsdStart + length, meanY);
  const x = f64x2.splat(meanX);
  const y = f64x2.splat(meanY);
  let restX = f64x2.splat(0);
  let restY = f64x2.splat(0);
  let xx = f64x2.splat(0);
  let xy = f64x2.splat(0);
  let yy = f64x2.splat(0);
  let xxx = f64x2.splat(0);
  let xxy = f64x2.splat(0);
  let xyy = f64x2.splat(0);
  let xxxx = f64x2.splat(0);
  let xxxy = f64x2.splat(0);
  let xxyy = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const dx = f64x2.sub(v128.load(keptKmStart + at), x);
    const dy = f64x2.sub(v128.load(keptUsdStart + at), y);
    const dxx = f64x2.mul(dx, dx);
    const dxy = f64x2.mul(dx, dy);
    const dyy = f64x2.mul(dy, dy);
    restX = f64x2.add(restX, dx);
    restY = f64x2.add(restY, dy);
    xx = f64x2.add(xx, dxx);
    xy = f64x2.add(xy, dxy);
    yy = f64x2.add(yy, dyy);
    xxx = f64x2.add(xxx, f64x2.mul(dxx, dx));
    xxy = f64x2.add(xxy, f64x2.mul(dxx, dy));
    xyy = f64x2.add(xyy, f64x2.mul(dx, dyy));
    xxxx = f64x2.add(xxxx, f64x2.mul(dxx, dxx));
    xxxy = f64x2.add(xxxy, f64x2.mul(dxx, dxy));
    xxyy = f64x2.add(xxyy, f64x2.mul(dxx, dyy));
  }
  const sumOffX = total(restX);
  const sumOffY = total(restY);
  const offX = sumOffX / n;
  const offY = sumOffY / n;
  const sxx = max<f64>(0, total(xx) - sumOffX * offX);
  const sxy = total(xy) - sumOffX * offY;
  const syy = max<f64>(0, total(yy) - sumOffY * offY);
  const sxxx = total(xxx) - 3 * (offX * sxx);
  const sxxy = total(xxy) - (2 * (offX * sxy) + offY * sxx);
  const sxyy = total(xyy) - (2 * (offY * sxy) + offX * syy);
  store<f64>(SUMS, meanX + offX);
  store<f64>(SUMS, meanY + offY, 8);
  store<f64>(SUMS, sxx, 16);
  store<f64>(SUMS, sxy, 24);
  store<f64>(SUMS, syy, 32);
  store<f64>(SUMS, sxxx, 40);
  store<f64>(SUMS, sxxy, 48);
  store<f64>(SUMS, sxyy, 56);
  store<f64>(SUMS, total(xxxx) - 4 * (offX * sxxx), 64);
  store<f64>(SUMS, total(xxxy) - (3 * (offX * sxxy) + offY * sxxx), 72);
  store<f64>(SUMS, total(xxyy) - 2 * (offX * sxyy + offY * sxxy), 80);
}

function total(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** A double so large that its last bit is 1: what is added to it stands in its low bits, as a whole number. */
const WHOLE: f64 = 4503599627370496;

/** Counts so many selected rows by distance and fare: `usdBins` bins of fare for each of distance. */
export function tally(rows: usize, perKm: f64, kmBins: u32, perUsd: f64, usdBins: u32): void {
  const zero = f64x2.splat(0);
  const xScale = f64x2.splat(perKm);
  const yScale = f64x2.splat(perUsd);
  const xLast = f64x2.splat(<f64>(kmBins - 1));
  const yLast = f64x2.splat(<f64>(usdBins - 1));
  const width = f64x2.splat(<f64>usdBins);
  const whole = f64x2.splat(WHOLE);
  const end = rows << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const km = f64x2.mul(v128.load(keptKmStart + at), xScale);
    const usd = f64x2.mul(v128.load(keptUsdStart + at), yScale);
    const x = f64x2.floor(f64x2.pmax(zero, f64x2.pmin(xLast, km)));
    const y = f64x2.floor(f64x2.pmax(zero, f64x2.pmin(yLast, usd)));
    const places = f64x2.add(f64x2.add(f64x2.mul(x, width), y), whole);
    count(pictureStart, i64x2.extract_lane(places, 0));
    if (at + 8 < end) count(pictureStart, i64x2.extract_lane(places, 1));
  }
}

/**
 * Counts all rows by pickup place: from `first` on `lonBins` bins of longitude for each of latitude. What lies off the map,
 * and what is no number, is in none.
 */
export function tallyPlaces(
  rows: usize,
  first: u32,
  minLat: f64,
  perLat: f64,
  latBins: u32,
  minLon: f64,
  perLon: f64,
  lonBins: u32,
): void {
  const lats = columnsStart + stride;
  const lons = lats + stride;
  const base = pictureStart + 4 * <usize>first;
  const zero = f64x2.splat(0);
  const south = f64x2.splat(minLat);
  const west = f64x2.splat(minLon);
  const yScale = f64x2.splat(perLat);
  const xScale = f64x2.splat(perLon);
  const height = f64x2.splat(<f64>latBins);
  const width = f64x2.splat(<f64>lonBins);
  const whole = f64x2.splat(WHOLE);
  for (let row: usize = 0; row < rows; row += 2) {
    const y = f64x2.floor(f64x2.mul(f64x2.sub(v128.load(lats + (row << 3)), south), yScale));
    const x = f64x2.floor(f64x2.mul(f64x2.sub(v128.load(lons + (row << 3)), west), xScale));
    const isOnMap = v128.and(
      v128.and(f64x2.ge(y, zero), f64x2.lt(y, height)),
      v128.and(f64x2.ge(x, zero), f64x2.lt(x, width)),
    );
    const on = i64x2.bitmask(isOnMap) & (row + 1 < rows ? 3 : 1);
    const places = f64x2.add(f64x2.add(f64x2.mul(y, width), x), whole);
    if (on & 1) count(base, i64x2.extract_lane(places, 0));
    if (on & 2) count(base, i64x2.extract_lane(places, 1));
  }
}

/** Lists the counts of the picture that are not 0, and empties it; answers how many. Its bytes are a multiple of 32. */
export function drain(): u32 {
  let filled: usize = 0;
  for (let at = pictureStart; at < pictureEnd; at += 32) {
    if (!v128.any_true(v128.or(v128.load(at), v128.load(at, 16)))) continue;
    for (let one = at; one < at + 32; one += 4) {
      const count = load<u32>(one);
      if (count === 0) continue;
      store<u32>(filledPlaces + filled, <u32>((one - pictureStart) >> 2));
      store<u32>(filledCounts + filled, count);
      store<u32>(one, 0);
      filled += 4;
    }
  }
  return <u32>filled >> 2;
}

/** Adds one to the count whose number stands in the low bits of a double. */
function count(counts: usize, place: i64): void {
  const at = counts + 4 * <usize>(<u32>place);
  store<u32>(at, load<u32>(at) + 1);
}

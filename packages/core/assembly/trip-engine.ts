// BE ADVISED. AssemblyScript, as csv-kernel.ts is. What a training does with trips once they are columns: distances, the
// cleaning rules, the sums and the counts, two rows at a time in a vector.
//
// What is clever: only ordinary rows are done here. The others are listed, and TypeScript does them: trips out of any city,
// for which the series of the sines do not do, and the rows that some rule drops. Rows are selected and listed without
// a branch: each is written, and the next one over it.
//
// Where you will be bitten: every operation stands here in the order in which haversine.ts and moments.ts have it, and
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
/** Of `moments`: means of distance and fare, Σ(x − x̄)², Σ(x − x̄)(y − ȳ), Σ(y − ȳ)². */
const SUMS: usize = memory.data(5 * 8, 16);
export const sumsStart: usize = SUMS;

export let pictureStart: usize = 0;
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
  columnsStart = (pictureStart + pictureBytes + 63) & ~63;
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
  let list = listStart;
  for (let row: usize = 0; row < rows; row += 2) {
    const at = row << 3;
    const aLat = v128.load(aLats + at);
    const bLat = v128.load(bLats + at);
    const lat = f64x2.mul(f64x2.mul(f64x2.sub(bLat, aLat), radians), half);
    const lon = f64x2.mul(f64x2.mul(f64x2.sub(v128.load(bLons + at), v128.load(aLons + at)), radians), half);
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
    v128.store(kms + at, f64x2.mul(f64x2.splat(2 * 6371), asinOf(root, root2)));
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

/** The moments of fare on distance over so many selected rows, one at least; see moments.ts. */
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
  let xx = f64x2.splat(0);
  let xy = f64x2.splat(0);
  let yy = f64x2.splat(0);
  let restX = f64x2.splat(0);
  let restY = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const dx = f64x2.sub(v128.load(keptKmStart + at), x);
    const dy = f64x2.sub(v128.load(keptUsdStart + at), y);
    xx = f64x2.add(xx, f64x2.mul(dx, dx));
    xy = f64x2.add(xy, f64x2.mul(dx, dy));
    yy = f64x2.add(yy, f64x2.mul(dy, dy));
    restX = f64x2.add(restX, dx);
    restY = f64x2.add(restY, dy);
  }
  const offX = total(restX);
  const offY = total(restY);
  store<f64>(SUMS, meanX);
  store<f64>(SUMS, meanY, 8);
  store<f64>(SUMS, total(xx) - (offX * offX) / n, 16);
  store<f64>(SUMS, total(xy) - (offX * offY) / n, 24);
  store<f64>(SUMS, total(yy) - (offY * offY) / n, 32);
}

function total(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Counts so many selected rows by distance and fare: `usdBins` bins of fare for each of distance. */
export function tally(rows: usize, perKm: f64, kmBins: u32, perUsd: f64, usdBins: u32): void {
  const scale = f64x2.replace_lane(f64x2.splat(perKm), 1, perUsd);
  const last = f64x2.replace_lane(f64x2.splat(<f64>(kmBins - 1)), 1, <f64>(usdBins - 1));
  const end = rows << 3;
  for (let at: usize = 0; at < end; at += 8) {
    const trip = v128.load64_lane(keptUsdStart + at, v128.load64_zero(keptKmStart + at), 1);
    const place = f64x2.pmax(f64x2.splat(0), f64x2.pmin(last, f64x2.mul(trip, scale)));
    const bins = i32x4.trunc_sat_f64x2_u_zero(place);
    const count = pictureStart + 4 * <usize>(i32x4.extract_lane(bins, 0) * usdBins + i32x4.extract_lane(bins, 1));
    store<u32>(count, load<u32>(count) + 1);
  }
}

import {
  columnsStart,
  filledCounts,
  filledPlaces,
  keptKmStart,
  keptUsdStart,
  pictureEnd,
  pictureStart,
  stride,
} from './trip-layout';

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

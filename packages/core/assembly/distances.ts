import { columnsStart, listStart, stride } from './trip-layout';

/**
 * Constants, twice each: read from memory, where V8 would make them anew, in three instructions, wherever one is used.
 * The coefficients are those of haversine.ts.
 */
// biome-ignore format: a vector a row
const VECTORS: usize = memory.data<f64>(
  [
    Math.PI / 180, Math.PI / 180, // radians a degree
    0.5, 0.5,
    1, 1,
    2 * 6371, 2 * 6371,
    0.05 * 0.05, 0.05 * 0.05, // SMALL, squared
    0.05, 0.05,
    (Math.PI / 2) * (Math.PI / 2), (Math.PI / 2) * (Math.PI / 2),
    1e-9, 1e-9, // SAME_PLACE_DEG
    1.0 / 51090942171709440000.0, 1.0 / 51090942171709440000.0, // 128: of the sine
    -1.0 / 121645100408832000.0, -1.0 / 121645100408832000.0,
    1.0 / 355687428096000.0, 1.0 / 355687428096000.0,
    -1.0 / 1307674368000.0, -1.0 / 1307674368000.0,
    1.0 / 6227020800.0, 1.0 / 6227020800.0,
    -1.0 / 39916800.0, -1.0 / 39916800.0,
    1.0 / 362880.0, 1.0 / 362880.0, // 224
    -1.0 / 5040.0, -1.0 / 5040.0,
    1.0 / 120.0, 1.0 / 120.0,
    -1.0 / 6.0, -1.0 / 6.0,
    10395.0 / 599040, 10395.0 / 599040, // 288: of the arc sine
    945.0 / 42240, 945.0 / 42240,
    105.0 / 3456, 105.0 / 3456,
    15.0 / 336, 15.0 / 336,
    3.0 / 40, 3.0 / 40,
    1.0 / 6, 1.0 / 6,
  ],
  16,
);

/** Great-circle distances of the ordinary rows; lists the others, and answers how many. */
export function distances(rows: usize): u32 {
  const aLats = columnsStart + stride;
  const aLons = aLats + stride;
  const bLats = aLons + stride;
  const bLons = bLats + stride;
  const kms = bLons + 2 * stride;
  const zero = f64x2.splat(0);
  let list = listStart;
  for (let row: usize = 0; row < rows; row += 2) {
    const at = row << 3;
    const radians = v128.load(VECTORS);
    const half = v128.load(VECTORS, 16);
    const aLat = v128.load(aLats + at);
    const bLat = v128.load(bLats + at);
    const dLat = f64x2.sub(bLat, aLat);
    const dLon = f64x2.sub(v128.load(bLons + at), v128.load(aLons + at));
    const lat = f64x2.mul(f64x2.mul(dLat, radians), half);
    const lon = f64x2.mul(f64x2.mul(dLon, radians), half);
    const sum = f64x2.mul(f64x2.mul(f64x2.add(aLat, bLat), radians), half);
    const lat2 = f64x2.mul(lat, lat);
    const lon2 = f64x2.mul(lon, lon);
    const sum2 = f64x2.mul(sum, sum);
    const sinLat = sinOf(lat, lat2);
    const sinLon = sinOf(lon, lon2);
    const sinSum = wideSinOf(sum, sum2);
    const square = f64x2.mul(sinLat, sinLat);
    const cosines = f64x2.sub(f64x2.sub(v128.load(VECTORS, 32), square), f64x2.mul(sinSum, sinSum));
    const h = f64x2.add(square, f64x2.mul(f64x2.mul(cosines, sinLon), sinLon));
    // h is never −0, and stays what it is where it is no number.
    const root = f64x2.sqrt(f64x2.pmax(h, zero));
    const root2 = f64x2.mul(root, root);
    v128.store(kms + at, f64x2.mul(v128.load(VECTORS, 48), asinOf(root, root2)));
    const small2 = v128.load(VECTORS, 64);
    const isSmall = v128.and(
      v128.and(f64x2.lt(lat2, small2), f64x2.lt(lon2, small2)),
      f64x2.lt(root, v128.load(VECTORS, 80)),
    );
    const same = v128.load(VECTORS, 112);
    const isOrdinary = v128.and(isSmall, f64x2.le(sum2, v128.load(VECTORS, 96)));
    if (i64x2.bitmask(v128.and(isOrdinary, f64x2.gt(root, same))) === 3) continue;
    // To be listed, or perhaps of one place: half the way in radians is less then than its degrees.
    const isSame = v128.and(f64x2.lt(f64x2.abs(dLat), same), f64x2.lt(f64x2.abs(dLon), same));
    v128.store(kms + at, v128.andnot(v128.load(kms + at), isSame));
    const others = ~i64x2.bitmask(isOrdinary);
    store<u32>(list, <u32>row);
    list += 4 * <usize>(others & 1);
    store<u32>(list, <u32>row + 1);
    list += 4 * <usize>(((others & 2) >> 1) & i32(row + 1 < rows));
  }
  return <u32>(list - listStart) >> 2;
}

/** The sine of two small angles: the polynomial of haversine.ts. */
function sinOf(x: v128, s: v128): v128 {
  let sum = v128.load(VECTORS, 224);
  sum = f64x2.add(v128.load(VECTORS, 240), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 256), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 272), f64x2.mul(s, sum));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), sum));
}

function wideSinOf(x: v128, s: v128): v128 {
  let sum = v128.load(VECTORS, 128);
  sum = f64x2.add(v128.load(VECTORS, 144), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 160), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 176), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 192), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 208), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 224), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 240), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 256), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 272), f64x2.mul(s, sum));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), sum));
}

function asinOf(x: v128, s: v128): v128 {
  let sum = v128.load(VECTORS, 288);
  sum = f64x2.add(v128.load(VECTORS, 304), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 320), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 336), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 352), f64x2.mul(s, sum));
  sum = f64x2.add(v128.load(VECTORS, 368), f64x2.mul(s, sum));
  return f64x2.add(x, f64x2.mul(f64x2.mul(x, s), sum));
}

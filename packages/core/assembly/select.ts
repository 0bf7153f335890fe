import { boundsStart, columnsStart, keptKmStart, keptUsdStart, listStart, stride, verdictsStart } from './trip-layout';

/** Writes 0 for each row that every rule keeps, 1 for the others, lists these, and answers how many. */
export function clean(rows: usize): u32 {
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
  return <u32>(list - listStart) >> 2;
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

/** Puts distance and fare of the rows with verdict 0 close together, lists the others; answers how many it kept. */
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
  return <u32>bytes >> 3;
}

import { keptKmStart, keptUsdStart, sumsStart } from './trip-layout';

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
  store<f64>(sumsStart, meanX + offX);
  store<f64>(sumsStart, meanY + offY, 8);
  store<f64>(sumsStart, sxx, 16);
  store<f64>(sumsStart, sxy, 24);
  store<f64>(sumsStart, syy, 32);
  store<f64>(sumsStart, sxxx, 40);
  store<f64>(sumsStart, sxxy, 48);
  store<f64>(sumsStart, sxyy, 56);
  store<f64>(sumsStart, total(xxxx) - 4 * (offX * sxxx), 64);
  store<f64>(sumsStart, total(xxxy) - (3 * (offX * sxxy) + offY * sxxx), 72);
  store<f64>(sumsStart, total(xxyy) - 2 * (offX * sxyy + offY * sxxy), 80);
}

function total(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

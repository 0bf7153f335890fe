/**
 * NIST StRD, Linear Least Squares, "NoInt1" and "NoInt2" (generated data; average difficulty; no intercept),
 * https://www.itl.nist.gov/div898/strd: observations (y, x) and the certified values of y = b1 x. R² is uncentred.
 */
export const NO_INT_1 = {
  data: [
    [130, 60],
    [131, 61],
    [132, 62],
    [133, 63],
    [134, 64],
    [135, 65],
    [136, 66],
    [137, 67],
    [138, 68],
    [139, 69],
    [140, 70],
  ],
  slope: 2.07438016528926,
  slopeStandardError: 0.165289256198347e-1,
  residualStandardDeviation: 3.56753034006338,
  rSquared: 0.999365492298663,
} as const;

export const NO_INT_2 = {
  data: [
    [3, 4],
    [4, 5],
    [4, 6],
  ],
  slope: 0.727272727272727,
  slopeStandardError: 0.420827318078432e-1,
  residualStandardDeviation: 0.369274472937998,
  rSquared: 0.993348115299335,
} as const;

/** The standard normal's: half of it lies in ±0.674, and 95% of it in ± this. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * The value t for which Student's t with `degrees` degrees of freedom lies in ±t with probability 0.95; to about 13
 * digits. By Newton's method on the distribution function; for many degrees by an expansion about the normal's
 * (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5).
 */
export function tQuantile95(degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`tQuantile95: degrees of freedom are above 0, got ${degrees}`);
  if (degrees > 1000) return expansion(degrees);
  // Bisection brackets Newton's steps, which overshoot in the long tails of few degrees of freedom.
  let low = 0;
  let high = 1;
  while (tCumulative(high, degrees) < 0.975) high *= 2;
  let t = (low + high) / 2;
  for (let turn = 0; turn < 200; turn++) {
    const miss = tCumulative(t, degrees) - 0.975;
    if (miss > 0) high = t;
    else low = t;
    const newton = t - miss / tDensity(t, degrees);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-15 * Math.abs(t)) return next;
    t = next;
  }
  return t;
}

function expansion(degrees: number): number {
  const x = NORMAL_QUANTILE;
  const u = 1 / degrees;
  const g1 = (x ** 3 + x) / 4;
  const g2 = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
  const g3 = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  const g4 = (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / 92160;
  return x + u * (g1 + u * (g2 + u * (g3 + u * g4)));
}

function tDensity(t: number, degrees: number): number {
  const logScale = logGammaRatio(degrees / 2) - 0.5 * Math.log(degrees * Math.PI);
  return Math.exp(logScale - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
}

/** P(T ≤ t) for t ≥ 0: 1 − I_x(degrees/2, 1/2)/2 with x = degrees/(degrees + t²) (Abramowitz and Stegun, 26.7.1, 26.5.27). */
function tCumulative(t: number, degrees: number): number {
  const square = t * t;
  return 1 - incompleteBetaHalf(degrees / 2, degrees / (degrees + square), square / (degrees + square)) / 2;
}

/**
 * The regularised incomplete beta function I_x(a, 1/2), with 1 − x given apart, as it may be tiny. By its continued
 * fraction (Press, Teukolsky, Vetterling, Flannery, "Numerical Recipes", 3rd edition, 6.4; Lentz's method).
 */
function incompleteBetaHalf(a: number, x: number, rest: number): number {
  if (rest <= 0) return 1;
  const b = 0.5;
  const front = Math.exp(logGammaRatio(a) - 0.5 * Math.log(Math.PI) + a * logOf(x, rest) + b * Math.log(rest));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, rest)) / b;
}

function logOf(x: number, rest: number): number {
  return rest < 0.5 ? Math.log1p(-rest) : Math.log(x);
}

function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const guard = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/**
 * ln Γ(x + 1/2) − ln Γ(x): by the recurrence up to large x, then by the asymptotic series (F. W. J. Olver et al., NIST
 * Digital Library of Mathematical Functions, 5.11.13), which has no cancellation however large x is.
 */
function logGammaRatio(x: number): number {
  let up = 0;
  let at = x;
  for (; at < 20; at++) up += Math.log(at / (at + 0.5));
  const u = 1 / at;
  // ln of the ratio, from Stirling's series of both at the same large argument.
  const series = -u / 8 + u ** 3 / 192 - u ** 5 / 640 + (17 * u ** 7) / 14336 - (31 * u ** 9) / 18432;
  return up + 0.5 * Math.log(at) + series;
}

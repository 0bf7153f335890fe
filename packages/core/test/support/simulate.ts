import { momentsOf } from '../../src/index.ts';
import { fit } from '../../src/model/index.ts';
import { seededRandom } from '../csv/random.ts';

const ROWS = 1000;
const USD_PER_KM = 2.5;
const BASE_USD = 3;

/** How fares of made-up trips scatter about the line, and how often intervals for C hold it. */
export interface Spread {
  readonly name: string;
  readonly fitIntercept: boolean;
  /** Of 100 intervals, by 200,000 draws: to 0.1. */
  readonly robust: number;
  readonly classical: number;
  /** What is promised. */
  readonly least: number;
}

const PROPORTIONAL = 'errors in proportion to the distance';
const CONSTANT = 'errors the same at every distance';
const HEAVY = 'errors with heavy tails that grow with the distance';

/** Long simulations are `pnpm --filter @taxifare/core coverage`. */
export const SPREADS: readonly Spread[] = [
  { name: PROPORTIONAL, fitIntercept: false, robust: 94.4, classical: 57.9, least: 93.5 },
  { name: PROPORTIONAL, fitIntercept: true, robust: 94, classical: 54.9, least: 93.5 },
  { name: CONSTANT, fitIntercept: false, robust: 94.8, classical: 95, least: 93.5 },
  { name: CONSTANT, fitIntercept: true, robust: 94.7, classical: 95, least: 93.5 },
  { name: HEAVY, fitIntercept: false, robust: 94.8, classical: 65.2, least: 92 },
  { name: HEAVY, fitIntercept: true, robust: 94.6, classical: 63.3, least: 92 },
];
export const MOST = 96.5;

/** Of 100 pairs of samples of the same trips so many differ by more than noise; by classical errors. */
export const PAIRS: Shares = { robust: 5.6, classical: 29.7 };

/** What random bits make: numbers between 0 and 1, and normal ones. */
function drawsOf(seed: number) {
  const random = seededRandom(seed);
  const share = () => (random.below(2 ** 30) + 0.5) / 2 ** 30;
  /** By Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958. */
  const normal = () => Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share());
  /** Student's t with 3 degrees of freedom, whose fourth moment is infinite. */
  const heavy = () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
  return { share, normal, heavy };
}

type Draws = ReturnType<typeof drawsOf>;

function errorOf(name: string, km: number, { normal, heavy }: Draws): number {
  if (name === PROPORTIONAL) return 0.5 * km * normal();
  return name === CONSTANT ? 2 * normal() : (0.5 + 0.3 * km) * heavy();
}

/** C and its errors, of 1,000 trips with distances as trips have them, many short and few long. */
function estimateOf(draws: Draws, error: (km: number) => number, { fitIntercept, baseUsd }: Line) {
  for (let i = 0; i < ROWS; i++) {
    x[i] = -3.3 * Math.log(draws.share());
    y[i] = baseUsd + USD_PER_KM * x[i]! + error(x[i]!);
  }
  const { coefficients, inference } = fit(momentsOf([x], y, ROWS), { estimator: 'ols', alpha: 0, fitIntercept });
  const { robust, classical, t95 } = inference!;
  return { value: coefficients[0]!, robust: robust!.coefficients[0]!, classical: classical.coefficients[0]!, t95 };
}

interface Line {
  readonly fitIntercept: boolean;
  readonly baseUsd: number;
}

const [x, y] = [new Float64Array(ROWS), new Float64Array(ROWS)];

/** So many of 100, by each kind of error. */
interface Shares {
  readonly robust: number;
  readonly classical: number;
}

/** Of 100 intervals so many hold C: by HC1 errors, and by classical ones. */
export function coverageOf({ name, fitIntercept }: Spread, count: number, seed: number): Shares {
  const draws = drawsOf(seed);
  const line = { fitIntercept, baseUsd: fitIntercept ? BASE_USD : 0 };
  let [robust, classical] = [0, 0];
  for (let i = 0; i < count; i++) {
    const found = estimateOf(draws, (km) => errorOf(name, km, draws), line);
    const off = Math.abs(found.value - USD_PER_KM) / found.t95;
    if (off <= found.robust) robust += 1;
    if (off <= found.classical) classical += 1;
  }
  return { robust: (100 * robust) / count, classical: (100 * classical) / count };
}

/** Of 100 pairs of samples of the same trips so many differ by more than 1.96 standard errors of the difference. */
export function differingPairs(count: number, seed: number): Shares {
  const draws = drawsOf(seed);
  const estimate = () =>
    estimateOf(draws, (km) => (0.5 + 0.4 * km) * draws.normal(), { fitIntercept: false, baseUsd: BASE_USD });
  let [robust, classical] = [0, 0];
  for (let i = 0; i < count; i++) {
    const [a, b] = [estimate(), estimate()];
    const off = Math.abs(a.value - b.value) / 1.959963984540054;
    if (off > Math.hypot(a.robust, b.robust)) robust += 1;
    if (off > Math.hypot(a.classical, b.classical)) classical += 1;
  }
  return { robust: (100 * robust) / count, classical: (100 * classical) / count };
}

/** Binomial standard error of a share of 100, of so many draws. */
export function chanceOf(percent: number, count: number): number {
  return Math.sqrt((percent * (100 - percent)) / count);
}

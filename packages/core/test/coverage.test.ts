import { expect, test } from 'vitest';
import { momentsOf } from '../src/index.ts';
import { fit } from '../src/model/index.ts';
import { seededRandom } from './csv/random.ts';

/** More of them: `TAXIFARE_DRAWS=50000 pnpm --filter @taxifare/core test coverage`. */
const DRAWS = Number(process.env.TAXIFARE_DRAWS ?? 2000);
const ROWS = 1000;

const random = seededRandom(Number(process.env.TAXIFARE_SEED ?? 1));
const share = () => (random.below(2 ** 30) + 0.5) / 2 ** 30;
/** By Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958. */
const normal = () => Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share());
/** Student's t with 3 degrees of freedom, whose fourth moment is infinite. */
const heavy = () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);

/** What trips scatter by, in USD, so many kilometres long. */
const SPREADS: readonly (readonly [string, (km: number) => number, least: number])[] = [
  ['proportional to the distance', (km) => 0.5 * km * normal(), 93.5],
  ['the same at every distance', () => 2 * normal(), 93.5],
  ['heavy-tailed, and growing with the distance', (km) => (0.5 + 0.3 * km) * heavy(), 92],
];

/** Distances as trips have them, many short and few long, and fares that scatter about a line. */
function drawInto(x: Float64Array, y: Float64Array, spread: (km: number) => number, baseUsd: number): void {
  for (let i = 0; i < x.length; i++) {
    x[i] = -3.3 * Math.log(share());
    y[i] = baseUsd + 2.5 * x[i]! + spread(x[i]!);
  }
}

/** How many of 100 intervals for C hold it: by HC1 errors, and by classical ones. */
function coverageOf(spread: (km: number) => number, fitIntercept: boolean) {
  const [x, y] = [new Float64Array(ROWS), new Float64Array(ROWS)];
  let [robust, classical] = [0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    drawInto(x, y, spread, fitIntercept ? 3 : 0);
    const { coefficients, inference } = fit(momentsOf([x], y, ROWS), { estimator: 'ols', alpha: 0, fitIntercept });
    const off = Math.abs(coefficients[0]! - 2.5) / inference!.t95;
    if (off <= inference!.robust!.coefficients[0]!) robust += 1;
    if (off <= inference!.classical.coefficients[0]!) classical += 1;
  }
  return { robust: (100 * robust) / DRAWS, classical: (100 * classical) / DRAWS };
}

test.each(SPREADS.flatMap((spread) => [false, true].map((fitIntercept) => [...spread, fitIntercept] as const)))(
  'of 100 intervals for C some 95 hold it, where errors are %s',
  (name, spread, least, fitIntercept) => {
    const { robust, classical } = coverageOf(spread, fitIntercept);
    const how = fitIntercept ? 'with a base fare' : 'through the origin';
    console.log(`${name}, ${how}: HC1 ${robust.toFixed(1)}%, classical ${classical.toFixed(1)}%, ${DRAWS} draws`);
    expect(robust).toBeGreaterThanOrEqual(least);
    expect(robust).toBeLessThanOrEqual(96.5);
    // What the classical error assumes is that one spread; elsewhere it does not cover.
    if (name === 'the same at every distance') expect(classical).toBeGreaterThan(93.5);
    else expect(classical).toBeLessThan(90);
  },
);

test('of 200 pairs of samples of the same trips 2 to 8 in 100 differ by more than noise', () => {
  const estimate = () => {
    const [x, y] = [new Float64Array(ROWS), new Float64Array(ROWS)];
    drawInto(x, y, (km) => (0.5 + 0.4 * km) * normal(), 3);
    const { coefficients, inference } = fit(momentsOf([x], y, ROWS), {
      estimator: 'ols',
      alpha: 0,
      fitIntercept: false,
    });
    return [coefficients[0]!, inference!.robust!.coefficients[0]!, inference!.classical.coefficients[0]!] as const;
  };
  let [robust, classical] = [0, 0];
  for (let pair = 0; pair < 200; pair++) {
    const [[a, aRobust, aClassical], [b, bRobust, bClassical]] = [estimate(), estimate()];
    if (Math.abs(a - b) > 1.96 * Math.hypot(aRobust, bRobust)) robust += 1;
    if (Math.abs(a - b) > 1.96 * Math.hypot(aClassical, bClassical)) classical += 1;
  }
  console.log(`of 200 pairs ${robust} differ by more than noise; by classical errors ${classical} would`);
  expect(robust).toBeGreaterThanOrEqual(4);
  expect(robust).toBeLessThanOrEqual(16);
  expect(classical).toBeGreaterThan(20);
});

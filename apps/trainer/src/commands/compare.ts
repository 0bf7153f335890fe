import { command, flag } from '@taxifare/console';
import type { Estimate, Model } from '@taxifare/core/model';
import { digits, grouped } from '../terminal/format-number.ts';
import type { World } from '../world.ts';
import { loadModel, withStore } from './load-model.ts';

const missing = (which: string) => ({ what: `the ${which} model is missing`, fix: 'give A and B' });

/** Differences beyond it are rarer than one in twenty, if both models are of the same city. */
const NOISE = 1.959963984540054;

/** `trainer compare A B`. */
export const COMPARE = command({
  about:
    'Two models side by side, and whether they differ by more than noise. A and B are model.json files or the folders that they are in, also gs://.',
  words: [
    { name: 'A', missing: missing('first') },
    { name: 'B', missing: missing('second') },
  ],
  options: { json: flag('print JSON') },
  run: async ({ json }, world: World, { words: [left = '', right = ''] }) =>
    await withStore([left, right], world, async (store) => {
      const [a, b] = [await loadModel(left, store, world), await loadModel(right, store, world)];
      const difference = differenceOf(a.coefficients[0], b.coefficients[0]);
      if (json) {
        world.out(`${JSON.stringify({ a, b, difference: difference ?? null }, null, 2)}\n`);
        return 0;
      }
      world.out(`${[...tableOf(left, a, right, b), verdictOf(a, b, difference)].join('\n')}\n`);
      return 0;
    }),
});

interface Difference {
  readonly usdPerKm: number;
  /** In standard errors of the difference of two independent estimates. */
  readonly standardErrors: number;
  readonly isNoise: boolean;
}

function differenceOf(a: Estimate, b: Estimate): Difference | undefined {
  if (a.standardError === null || b.standardError === null) return undefined;
  const usdPerKm = b.value - a.value;
  const error = Math.hypot(a.standardError, b.standardError);
  const standardErrors = usdPerKm === 0 ? 0 : Math.abs(usdPerKm) / error;
  return { usdPerKm, standardErrors, isNoise: standardErrors <= NOISE };
}

function tableOf(leftName: string, a: Model, rightName: string, b: Model): readonly string[] {
  const interval = ({ interval95 }: Estimate) =>
    interval95 === null ? 'none' : `${digits(interval95[0])} to ${digits(interval95[1])}`;
  const rows: readonly (readonly [string, (model: Model) => string])[] = [
    ['C, USD/km', ({ coefficients }) => digits(coefficients[0].value)],
    ['95% interval', ({ coefficients }) => interval(coefficients[0])],
    ['base fare, USD', ({ intercept }) => (intercept === null ? 'none' : digits(intercept.value))],
    ['estimator', ({ estimator, alpha }) => (alpha === null ? estimator : `${estimator}, alpha ${alpha}`)],
    ['RMSE, USD', ({ metrics }) => digits(metrics.train.rmseUsd)],
    [
      'R² against the mean',
      ({ metrics }) => (metrics.train.rSquaredCentred === null ? 'none' : digits(metrics.train.rSquaredCentred, 4)),
    ],
    ['held-out RMSE, USD', ({ metrics }) => (metrics.heldOut === null ? 'none' : digits(metrics.heldOut.rmseUsd))],
    ['rows read', ({ data }) => grouped(data.rows)],
    ['rows kept', ({ cleaning }) => grouped(cleaning.kept)],
    ['cleaning', ({ cleaning }) => (cleaning.rules === null ? 'off' : 'on')],
    ['code', ({ codeVersion }) => codeVersion],
  ];
  const lines = [['', leftName, rightName], ...rows.map(([name, read]) => [name, read(a), read(b)])];
  const widths = [0, 1, 2].map((i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function verdictOf(a: Model, b: Model, difference: Difference | undefined): string {
  if (JSON.stringify(a) === JSON.stringify(b)) return 'the same model, to the last bit';
  if (JSON.stringify(a.moments) === JSON.stringify(b.moments))
    return 'the same data; what differs is how they were fitted';
  if (difference === undefined)
    return 'a penalised estimate has no standard error: noise cannot be told from difference';
  const { usdPerKm, standardErrors, isNoise } = difference;
  const size = `C differs by ${digits(usdPerKm, 3)} USD/km, ${digits(standardErrors, 3)} standard errors`;
  return isNoise ? `${size}: no more than noise` : `${size}: more than noise`;
}

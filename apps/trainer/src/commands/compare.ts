import { command, flag } from '@taxifare/console';
import { containment, type Estimate, type Model } from '@taxifare/core/model';
import { alphaText, digits, grouped, signed } from '../terminal/format-number.ts';
import type { World } from '../world.ts';
import { loadModel, withStore } from './load-model.ts';

const missing = (which: string) => ({ what: `the ${which} model is missing`, fix: 'give A and B' });

/** Differences beyond it are rarer than one in twenty, if both models are of the same city. */
const NOISE = 1.959963984540054;

/** `trainer compare A B`. */
export const COMPARE = command({
  about:
    'Two models side by side, and whether they differ by more than noise, if their data are independent. A and B are model.json files or the folders that they are in, also gs://.',
  words: [
    { name: 'A', missing: missing('first') },
    { name: 'B', missing: missing('second') },
  ],
  options: { json: flag('Print JSON') },
  run: async ({ json }, world: World, { words: [left = '', right = ''] }) =>
    await withStore([left, right], world, async (store) => {
      const [a, b] = [await loadModel(left, store, world), await loadModel(right, store, world)];
      const { sentence, difference = null } = verdictOf({ name: left, model: a }, { name: right, model: b });
      if (json) {
        world.out(`${JSON.stringify({ a, b, difference, verdict: sentence }, null, 2)}\n`);
        return 0;
      }
      world.out(`${[...tableOf(left, a, right, b), sentence].join('\n')}\n`);
      return 0;
    }),
});

function tableOf(leftName: string, a: Model, rightName: string, b: Model): readonly string[] {
  const interval = ({ interval95 }: Estimate) =>
    interval95 === null ? 'none' : `${digits(interval95[0], 4)} to ${digits(interval95[1], 4)}`;
  const or = (value: number | null | undefined, text: (value: number) => string) =>
    value === null || value === undefined ? 'none' : text(value);
  const rows: readonly (readonly [string, (model: Model) => string])[] = [
    ['C, USD/km', ({ coefficients }) => digits(coefficients[0].value)],
    ['95% interval', ({ coefficients }) => interval(coefficients[0])],
    ['base fare, USD', ({ intercept }) => or(intercept?.value, digits)],
    ['estimator', ({ estimator, alpha }) => (alpha === null ? estimator : `${estimator}, alpha ${alphaText(alpha)}`)],
    ['RMSE, USD', ({ metrics }) => digits(metrics.train.rmseUsd, 4)],
    ['mean absolute error, USD', ({ metrics }) => or(metrics.train.meanAbsoluteErrorUsd, (usd) => usd.toFixed(1))],
    ['mean residual, USD', ({ metrics }) => signed(metrics.train.meanResidualUsd)],
    ['R² against the mean', ({ metrics }) => or(metrics.train.rSquaredCentred, (r) => digits(r, 4))],
    ['held-out RMSE, USD', ({ metrics }) => or(metrics.heldOut?.rmseUsd, (usd) => digits(usd, 4))],
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

interface Named {
  readonly name: string;
  readonly model: Model;
}

interface Difference {
  readonly usdPerKm: number;
  /** In robust standard errors of the difference of two independent estimates; null where neither has any. */
  readonly standardErrors: number | null;
  readonly isNoise: boolean;
}

interface Verdict {
  readonly sentence: string;
  readonly difference?: Difference;
}

function verdictOf(a: Named, b: Named): Verdict {
  const [left, right] = [a.model, b.model];
  if (JSON.stringify(left) === JSON.stringify(right)) return { sentence: 'the same model, to the last bit' };
  if (JSON.stringify(left.sums) === JSON.stringify(right.sums)) {
    const isSameFit = fitOf(left) === fitOf(right);
    return {
      sentence: isSameFit
        ? 'the same data and the same fit; what differs is the code, or how the data was cut into objects'
        : 'the same data; what differs is how they were fitted',
    };
  }
  const [aDistance, bDistance] = [distanceOf(left), distanceOf(right)];
  if (aDistance !== bDistance) {
    return { sentence: `no verdict: ${a.name} is of ${aDistance}, ${b.name} of ${bDistance}` };
  }
  const older = [a, b].find(({ model }) => model.schemaVersion === 1);
  if (older !== undefined) {
    return { sentence: `no verdict: ${older.name} is of schema 1, which has no robust standard error; train it again` };
  }
  const [{ value: aValue, robustStandardError: aError }] = left.coefficients;
  const [{ value: bValue, robustStandardError: bError }] = right.coefficients;
  if (aError === null || bError === null) {
    return {
      sentence: 'no verdict: a penalised estimate has no standard error, so noise cannot be told from difference',
    };
  }
  if (left.fitIntercept !== right.fitIntercept) {
    return { sentence: 'no verdict: one has a base fare and the other none, so their C are not the same quantity' };
  }
  const contained = containmentOf(a, b);
  if (contained !== undefined) return { sentence: contained };
  const usdPerKm = bValue - aValue;
  const error = Math.hypot(aError, bError);
  if (error === 0) {
    const isNoise = usdPerKm === 0;
    const what = isNoise ? 'is the same' : `differs by ${signed(usdPerKm, 4)} USD/km`;
    return {
      sentence: `C ${what}: both lines go through all of their trips, so there is no noise`,
      difference: { usdPerKm, standardErrors: null, isNoise },
    };
  }
  const standardErrors = Math.abs(usdPerKm) / error;
  const isNoise = standardErrors <= NOISE;
  const size = `C differs by ${signed(usdPerKm, 4)} USD/km, ${digits(standardErrors, 3)} standard errors`;
  return {
    sentence: `${size}: ${isNoise ? 'no more' : 'more'} than noise, if the data are independent`,
    difference: { usdPerKm, standardErrors, isNoise },
  };
}

function distanceOf({ distance }: Model): string {
  return distance === undefined ? 'distances between places' : `distances in ${distance.column}, ${distance.unit}`;
}

function fitOf({ estimator, alpha, fitIntercept }: Model): string {
  return JSON.stringify([estimator, alpha, fitIntercept]);
}

/** A part so small leaves the whole's error as it is, contained or not. */
const SMALL_SHARE = 0.02;

/** Why there is no verdict, where one's data may contain the other's. */
function containmentOf(a: Named, b: Named): string | undefined {
  const [part, whole] = a.model.data.rows <= b.model.data.rows ? [a, b] : [b, a];
  const how = containment(part.model, whole.model);
  if (how === 'excluded') return undefined;
  if (how === 'possible' && part.model.data.rows < SMALL_SHARE * whole.model.data.rows) return undefined;
  const what = how === 'certain' ? 'are' : 'may be';
  return `no verdict: by their counts the data of ${part.name} ${what} a part of the data of ${whole.name}; a verdict needs independent data`;
}

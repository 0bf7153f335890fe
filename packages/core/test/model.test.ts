import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type FitOptions,
  formatJoblib,
  formatModel,
  parseModel,
  predictFareUsd,
  predictionIntervalUsd,
} from '../src/model/index.ts';
import { modelOf, OLS } from './support/model.ts';

const ALL: readonly FitOptions[] = [
  OLS,
  { ...OLS, fitIntercept: true },
  { estimator: 'ridge', alpha: 1, fitIntercept: true },
  { estimator: 'lasso', alpha: 0.1, fitIntercept: false },
];

test.each(ALL)(
  'parseModel takes back what formatModel writes, and the same model has the same bytes: %j',
  (options) => {
    const model = modelOf(options);
    expect(parseModel(formatModel(model), 'model.json')).toEqual(model);
    expect(formatModel(modelOf(options))).toBe(formatModel(model));
  },
);

test('createModel accounts for every row, and keeps the line of the first malformed one', () => {
  const { cleaning } = modelOf(OLS);
  expect(cleaning).toMatchObject({ rows: 52, kept: 50, heldOut: 0, firstMalformedLine: 9 });
  expect(cleaning.dropped).toMatchObject({ malformed: 1, fare: 1 });
});

describe('parseModel refuses', () => {
  const text = formatModel(modelOf({ ...OLS, fitIntercept: true }));
  const changed = (change: (json: Record<string, unknown>) => void): string => {
    const json: Record<string, unknown> = JSON.parse(text);
    change(json);
    return JSON.stringify(json);
  };
  test.each<[string, string, string]>([
    ['half a file', text.slice(0, 400), 'not JSON, or cut short'],
    ['a pickle', '\ufffd\u0002csklearn', 'a pickle (model.joblib?), not JSON'],
    ['a list', '[]', 'not a model, got []'],
    [
      'another kind',
      changed((json) => {
        json.kind = 'x';
      }),
      'not a taxi fare model, got kind "x"',
    ],
    [
      'a newer schema',
      changed((json) => {
        json.schemaVersion = 2;
      }),
      "schema 2 is newer than this program's 1",
    ],
    [
      'no coefficient',
      changed((json) => {
        json.coefficients = [];
      }),
      'coefficients: not what the moments give, got []',
    ],
    [
      'a changed coefficient',
      changed((json) => {
        json.coefficients = [{ value: 3, standardError: 0.1, interval95: [2.8, 3.2] }];
      }),
      'coefficients.0.value: not what the moments give, got 3',
    ],
    [
      'an error that the rows do not have',
      changed((json) => {
        json.residualStandardErrorUsd = 1e-3;
      }),
      'residualStandardErrorUsd: not what the moments give, got 0.001',
    ],
    [
      'metrics of other rows',
      changed((json) => {
        const metrics = json.metrics as { train: object };
        json.metrics = { ...metrics, train: { ...metrics.train, rSquaredCentred: 1 } };
      }),
      'metrics.train.rSquaredCentred: not what the moments give, got 1',
    ],
    [
      'another feature',
      changed((json) => {
        json.features = [{ name: 'distance_miles', unit: 'mi' }];
      }),
      'features.0.name: not what the moments give, got "distance_miles"',
    ],
    [
      'moments of too few rows',
      changed((json) => {
        const { moments, cleaning } = json as { moments: { heldOut: object }; cleaning: object };
        json.moments = { ...moments, train: moments.heldOut };
        json.cleaning = { ...cleaning, kept: 0, rows: 2 };
      }),
      'moments: fit: at least two rows',
    ],
    [
      'counts that do not add up',
      changed((json) => {
        json.cleaning = { ...(json.cleaning as object), rows: 53 };
      }),
      'cleaning: the counts do not add up',
    ],
    [
      'a missing intercept',
      changed((json) => {
        json.intercept = null;
      }),
      'intercept: not what the moments give, got null',
    ],
    [
      'an unknown estimator',
      changed((json) => {
        json.estimator = 'magic';
      }),
      'estimator: got "magic"',
    ],
    [
      'damaged moments',
      changed((json) => {
        json.moments = {};
      }),
      'moments: they are missing',
    ],
  ])('%s', (_, json, message) => {
    expect(() => parseModel(json, 'gs://b/model.json')).toThrow(`gs://b/model.json: ${message}`);
  });
});

test('predictionIntervalUsd is about the prediction, widens with distance, and is none for penalised estimates', () => {
  const model = modelOf(OLS);
  const [low, high] = predictionIntervalUsd(model, 3)!;
  expect((low + high) / 2).toBeCloseTo(predictFareUsd(model, 3), 12);
  const [farLow, farHigh] = predictionIntervalUsd(model, 300)!;
  expect(farHigh - farLow).toBeGreaterThan(high - low);
  expect(predictionIntervalUsd(modelOf({ estimator: 'ridge', alpha: 1, fitIntercept: true }), 3)).toBeUndefined();
});

const PYTHON = ['/usr/bin/python3', 'python3'].find((python) => {
  try {
    execFileSync(python, ['-c', 'import joblib, sklearn'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});
if (PYTHON === undefined) {
  console.warn('NOT RUN: joblib.load of model.joblib; no python3 with scikit-learn is installed');
  test('formatJoblib begins as a pickle of protocol 2 and ends with its full stop', () => {
    const bytes = formatJoblib(modelOf(OLS));
    expect([bytes[0], bytes[1], bytes.at(-1)]).toEqual([0x80, 2, 0x2e]);
  });
} else {
  const python = PYTHON;
  test.each(ALL)(
    'scikit-learn opens model.joblib, and predicts the same to the last bit: %j',
    (options) => {
      const model = modelOf(options);
      const folder = mkdtempSync(join(tmpdir(), 'taxifare-joblib-'));
      try {
        const path = join(folder, 'model.joblib');
        writeFileSync(path, formatJoblib(model));
        const distances = [0, 0.1, 1 / 3, 2.5, 17.000000000000004, 59.9];
        const script = `
import json, sys, warnings, joblib, numpy
warnings.simplefilter('ignore')
model = joblib.load(sys.argv[1])
x = numpy.array(json.loads(sys.argv[2])).reshape(-1, 1)
print(json.dumps([type(model).__name__, model.n_features_in_, list(model.feature_names_in_), model.fit_intercept, [float(p).hex() for p in model.predict(x)]]))`;
        const said: unknown = JSON.parse(
          execFileSync(python, ['-c', script, path, JSON.stringify(distances)], { encoding: 'utf8' }),
        );
        const expected = execFileSync(
          python,
          [
            '-c',
            'import json, sys; print(json.dumps([float(p).hex() for p in json.loads(sys.argv[1])]))',
            JSON.stringify(distances.map((km) => predictFareUsd(model, km))),
          ],
          { encoding: 'utf8' },
        );
        expect(said).toEqual(['LinearRegression', 1, ['distance_km'], options.fitIntercept, JSON.parse(expected)]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    60_000,
  );
}

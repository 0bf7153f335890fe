import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cellsOf, DEFAULT_RULES, PICTURE_LENGTH } from '../src/index.ts';
import { formatCounts } from '../src/model/counts-text.ts';
import { describeFit } from '../src/model/create-model.ts';
import {
  createModel,
  formatModel,
  modelSums,
  parseModel,
  predictFareUsd,
  predictionIntervalUsd,
} from '../src/model/index.ts';
import { EVERY_FIT, modelOf, OLS } from './support/model.ts';

test.each(EVERY_FIT)(
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
        json.schemaVersion = 3;
      }),
      "schema 3 is newer than this program's 2",
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
        json.coefficients = [{ ...(json.coefficients as object[])[0], value: 3 }];
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
        const { sums, cleaning } = json as { sums: { heldOut: object }; cleaning: object };
        json.sums = { ...sums, train: sums.heldOut, counts: '' };
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
        json.sums = { ...(json.sums as object), train: {} };
      }),
      'sums: they are missing or make no sense',
    ],
    [
      'sums of four factors that the rows do not have',
      changed((json) => {
        const sums = json.sums as { train: { fourth: readonly number[] } };
        json.sums = { ...sums, train: { ...sums.train, fourth: sums.train.fourth.map((sum) => sum * 1.01) } };
      }),
      'coefficients.0.robustStandardError: not what the moments give',
    ],
    [
      'counts of other trips',
      changed((json) => {
        json.sums = { ...(json.sums as object), counts: formatCounts(new Float64Array(PICTURE_LENGTH).fill(1, 0, 3)) };
      }),
      'sums: the counts by distance and fare do not add up',
    ],
    [
      'counts that are none',
      changed((json) => {
        json.sums = { ...(json.sums as object), counts: '!' };
      }),
      'sums: the counts are missing or damaged',
    ],
  ])('%s', (_, json, message) => {
    expect(() => parseModel(json, 'gs://b/model.json')).toThrow(`gs://b/model.json: ${message}`);
  });
});

describe('a model of schema 1', () => {
  const text = readFileSync(new URL('older-models/schema-1.json', import.meta.url), 'utf8');

  test('opens with what it has, and null for what it lacks', () => {
    const model = parseModel(text, 'model.json');
    const saved = JSON.parse(text);
    expect(model.schemaVersion).toBe(1);
    expect(model.coefficients[0]).toEqual({
      value: saved.coefficients[0].value,
      robustStandardError: null,
      classicalStandardError: saved.coefficients[0].standardError,
      interval95: null,
    });
    expect(model.metrics.train).toMatchObject({ rmseUsd: saved.metrics.train.rmseUsd, meanAbsoluteErrorUsd: null });
    expect([model.intervals, model.sums.counts, model.sums.dropped]).toEqual([null, null, null]);
    expect(predictFareUsd(model, 3)).toBe(saved.intercept.value + 3 * saved.coefficients[0].value);
    expect(predictionIntervalUsd(model, 3)).toBeUndefined();
    expect(modelSums(model)).toBeUndefined();
  });

  test('is refused where its numbers contradict each other', () => {
    const changed = text.replace(/"standardError": [\d.]+/, '"standardError": 0.001');
    expect(() => parseModel(changed, 'm')).toThrow('coefficients.0.standardError: not what the moments give');
  });
});

describe('a model of held-out rows', () => {
  const model = modelOf(OLS, { times: 80, testFraction: 0.5 });
  const { calibration, ...intervals } = model.intervals!;

  test('keeps how they calibrated its intervals, and is refused where they did not', () => {
    expect(calibration!.trips).toBeGreaterThan(500);
    expect(parseModel(formatModel(model), 'm')).toEqual(model);
    const changed = { ...model, intervals: { ...intervals, calibration: { ...calibration!, trainLevel: 0.9 } } };
    expect(() => parseModel(formatModel(changed), 'm')).toThrow('intervals.calibration.trainLevel: not what');
  });

  test('opens also from before there was a calibration, with the intervals that it had', () => {
    const { summary, picture } = modelSums(model)!;
    const { train, heldOut, folds } = summary;
    const sums = { train, heldOut, folds, cells: cellsOf(picture), rules: DEFAULT_RULES, isCalibrated: false };
    const before = { ...model, ...describeFit(sums, OLS) };
    const measured = before.intervals!.classes.map((one) => one.heldOut!.trips);
    expect(measured.reduce((sum, trips) => sum + trips)).toBe(heldOut.n);
    expect(parseModel(formatModel(before), 'm')).toEqual(before);
    expect(before.intervals).not.toHaveProperty('calibration');
  });

  test('opens also where code from before that made something else of the counts, and has what this one makes', () => {
    const [first, ...others] = intervals.classes;
    const classes = [{ ...first!, fromKm: 0 }, ...others];
    const { train } = model.metrics;
    const metrics = { ...model.metrics, train: { ...train, meanAbsoluteErrorUsd: null } };
    const older = { ...model, metrics, intervals: { ...intervals, classes } };
    const opened = parseModel(formatModel(older), 'm');
    expect(opened.intervals!.classes[0]!.fromKm).toBe(first!.fromKm);
    expect(opened.intervals).not.toHaveProperty('calibration');
    expect(opened.metrics).toEqual(model.metrics);
    const wrong = { ...older, metrics: { ...metrics, train: { ...train, rmseUsd: 1 } } };
    expect(() => parseModel(formatModel(wrong), 'm')).toThrow('metrics.train.rmseUsd: not what the moments give');
  });
});

test('modelSums are what the model was made of, to the bit', () => {
  const model = modelOf(OLS, { folds: 3 });
  const { summary, picture } = modelSums(parseModel(formatModel(model), 'model.json'))!;
  const { codeVersion, testFraction, data } = model;
  const fit = { estimator: 'ridge', alpha: 2, fitIntercept: true } as const;
  const again = createModel({ summary, picture, fit, rules: DEFAULT_RULES, testFraction, data, codeVersion });
  expect(formatModel(again)).toBe(formatModel(modelOf(fit, { folds: 3 })));
});

test('a model says what a base fare would change, and what it misses on average', () => {
  const origin = modelOf(OLS);
  const base = modelOf({ ...OLS, fitIntercept: true });
  expect(origin.withBaseFare).toEqual({
    baseUsd: base.intercept!.value,
    usdPerKm: base.coefficients[0].value,
    rmseUsd: base.metrics.train.rmseUsd,
  });
  expect(base.withBaseFare).toBeNull();
  expect(base.metrics.train.meanResidualUsd).toBeCloseTo(0, 12);
  expect(Math.abs(origin.metrics.train.meanResidualUsd)).toBeGreaterThan(0.1);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatJoblib, predictFareUsd } from '../src/model/index.ts';
import { EVERY_FIT, modelOf, OLS } from './support/model.ts';

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
  test.each(EVERY_FIT)(
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

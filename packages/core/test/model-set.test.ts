import { describe, expect, test } from 'vitest';
import { formatModel, mismatchedFiles, modelNamedInReport, parseModel } from '../src/model/index.ts';
import { modelOf, OLS } from './support/model.ts';

/** A digest of its own for each content; which one is not the point. */
const sha256 = (content: string | Uint8Array): string =>
  [...(typeof content === 'string' ? new Uint8Array([...content].map((c) => c.charCodeAt(0) & 255)) : content)]
    .reduce((sum, byte) => (sum * 31 + byte) % 0xffffffff, 7)
    .toString(16)
    .padStart(64, '0');

const JOBLIB = Uint8Array.of(1, 2, 3);
const mismatched = (set: Parameters<typeof mismatchedFiles>[0]) =>
  mismatchedFiles(set, { source: 'model.json', sha256 });

function setOf(joblib: Uint8Array | undefined) {
  const model = modelOf(OLS);
  const text = formatModel(joblib === undefined ? model : { ...model, joblibSha256: sha256(joblib) });
  return {
    'model.json': text,
    'model.joblib': joblib ?? JOBLIB,
    'run.json': JSON.stringify(joblib === undefined ? {} : { modelSha256: sha256(text) }),
    'report.html': joblib === undefined ? '<html>' : `<html>${modelNamedInReport(sha256(text))}`,
  };
}

describe('mismatchedFiles', () => {
  const old = setOf(undefined);
  const one = setOf(JOBLIB);
  const other = setOf(Uint8Array.of(9));

  test.each([
    ['of one training', one],
    ['of an older version, which names nothing', old],
    ['of model.json alone', { 'model.json': one['model.json'] }],
  ])('finds none in a set %s', (_, set) => {
    expect(mismatched(set)).toEqual([]);
  });

  test.each(['model.joblib', 'run.json', 'report.html'] as const)('finds a %s of another training', (name) => {
    expect(mismatched({ ...one, [name]: other[name] })).toEqual([name]);
  });

  test.each(['run.json', 'report.html'] as const)('finds a %s of an older version beside a new model', (name) => {
    expect(mismatched({ ...one, [name]: old[name] })).toEqual([name]);
    expect(mismatched({ ...old, [name]: one[name] })).toEqual([name]);
  });

  test('finds all of them beside the model.json of another', () => {
    expect(mismatched({ ...one, 'model.json': other['model.json'] })).toEqual([
      'report.html',
      'run.json',
      'model.joblib',
    ]);
  });

  test('finds a run.json that is not JSON', () => {
    expect(mismatched({ ...one, 'run.json': '{' })).toEqual(['run.json']);
  });
});

test.each<[string, (model: ReturnType<typeof modelOf>) => object, string]>([
  ['a formula', (model) => ({ ...model, formula: 'fare_amount = 9 × distance_km' }), 'formula: not what the moments'],
  ['a formula with an escape', (model) => ({ ...model, formula: `${model.formula}\u001b[2J` }), 'formula: not what'],
  ['rows', (model) => ({ ...model, data: { ...model.data, rows: 51 } }), 'data: other rows than in cleaning'],
  ['a code version', (model) => ({ ...model, codeVersion: '1\u001b]0;T\u0007' }), 'codeVersion: got "1\\u001b]0;T'],
  ['a checksum', (model) => ({ ...model, joblibSha256: 'abc' }), 'joblibSha256: not a SHA-256, got "abc"'],
  [
    'a coefficient',
    (model) => ({ ...model, coefficients: [{ ...model.coefficients[0], value: 9 }] }),
    'coefficients.0.',
  ],
])('parseModel refuses %s that the rest of the model contradicts', (_, change, message) => {
  expect(() => parseModel(JSON.stringify(change(modelOf(OLS))), 'm.json')).toThrow(message);
});

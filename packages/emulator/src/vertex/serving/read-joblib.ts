/** What scikit-learn's prediction container computes with: the numbers in a pickled `LinearRegression` of one array. */
export interface LinearModel {
  readonly coefficients: readonly number[];
  readonly intercept: number;
}

const FLOAT = 0x47; // G
const APPENDS = 0x65; // e

/**
 * The model in a `model.joblib` as the trainer writes it (protocol 2, `coef_` a list of floats handed to `numpy.array`).
 * `undefined` for any other pickle: this is no unpickler, and nothing in the file is run.
 */
export function readJoblib(bytes: Buffer): LinearModel | undefined {
  const coefficients = floatsAfter(bytes, 'coef_');
  const [intercept] = floatsAfter(bytes, 'intercept_');
  const isOurs = bytes[0] === 0x80 && bytes.includes('sklearn.linear_model._base\nLinearRegression\n');
  return isOurs && coefficients.length > 0 && intercept !== undefined ? { coefficients, intercept } : undefined;
}

function floatsAfter(bytes: Buffer, key: string): number[] {
  const at = bytes.indexOf(`\0\0\0${key}`);
  const floats: number[] = [];
  const first = at < 0 ? -1 : bytes.indexOf(FLOAT, at + 3 + key.length);
  for (let i = first; i >= 0 && bytes[i] === FLOAT && i + 9 <= bytes.length; i += 9) {
    floats.push(bytes.readDoubleBE(i + 1));
    if (bytes[i + 9] === APPENDS) break;
  }
  return floats;
}

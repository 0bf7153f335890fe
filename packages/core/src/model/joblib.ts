import type { Model } from './model.ts';

/** scikit-learn's version whose state this is: the newest with a prebuilt prediction container on Vertex AI. */
const SKLEARN_VERSION = '1.6.1';

/**
 * `model.joblib`: a pickle of protocol 2 that `joblib.load` opens as scikit-learn's fitted `LinearRegression`. Arrays are
 * made by calling `numpy.array` on the way in, which every numpy has under that name. Source of the opcodes: CPython,
 * Lib/pickletools.py; of the state: scikit-learn 1.6.1, sklearn/linear_model/_base.py.
 */
export function formatJoblib({ coefficients, intercept, features, fitIntercept }: Model): Uint8Array {
  const names = features.map((feature) => text(feature.name));
  const values = coefficients.map((coefficient) => float(coefficient.value));
  return Uint8Array.from([
    ...PROTOCOL_2,
    ...global('sklearn.linear_model._base', 'LinearRegression'),
    EMPTY_TUPLE,
    NEW_OBJECT,
    EMPTY_DICT,
    MARK,
    ...text('fit_intercept'),
    fitIntercept ? TRUE : FALSE,
    ...text('copy_X'),
    TRUE,
    // Of scikit-learn 1.7 and newer; 1.6 takes no notice of it.
    ...text('tol'),
    ...float(1e-6),
    ...text('n_jobs'),
    NONE,
    ...text('positive'),
    FALSE,
    ...text('feature_names_in_'),
    ...array(names, 'O'),
    ...text('n_features_in_'),
    ...small(features.length),
    ...text('coef_'),
    ...array(values),
    ...text('rank_'),
    ...small(features.length),
    ...text('intercept_'),
    ...float(intercept?.value ?? 0),
    ...text('_sklearn_version'),
    ...text(SKLEARN_VERSION),
    SET_ITEMS,
    BUILD,
    STOP,
  ]);
}

const PROTOCOL_2 = [0x80, 2];
const MARK = 0x28; // (
const STOP = 0x2e; // .
const NONE = 0x4e; // N
const REDUCE = 0x52; // R
const EMPTY_DICT = 0x7d; // }
const EMPTY_LIST = 0x5d; // ]
const EMPTY_TUPLE = 0x29; // )
const APPENDS = 0x65; // e
const SET_ITEMS = 0x75; // u
const BUILD = 0x62; // b
const NEW_OBJECT = 0x81;
const TUPLE_1 = 0x85;
const TUPLE_2 = 0x86;
const TRUE = 0x88;
const FALSE = 0x89;

function ascii(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

/** A class or function by module and name. */
function global(module: string, name: string): number[] {
  return ascii(`c${module}\n${name}\n`);
}

/** A text of ASCII characters. */
function text(characters: string): number[] {
  const { length } = characters;
  return [...ascii('X'), length & 255, (length >> 8) & 255, (length >> 16) & 255, length >> 24, ...ascii(characters)];
}

/** A float: eight bytes, the most significant first. */
function float(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return [...ascii('G'), ...new Uint8Array(view.buffer)];
}

/** An integer in 0..255. */
function small(value: number): number[] {
  return [...ascii('K'), value];
}

/** numpy.array([…]) or numpy.array([…], dtype). */
function array(items: readonly (readonly number[])[], dtype?: string): number[] {
  const list = [EMPTY_LIST, MARK, ...items.flat(), APPENDS];
  const args = dtype === undefined ? [...list, TUPLE_1] : [...list, ...text(dtype), TUPLE_2];
  return [...global('numpy', 'array'), ...args, REDUCE];
}

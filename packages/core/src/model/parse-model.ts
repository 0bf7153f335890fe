import { DataError } from '../data-error.ts';
import { parseMoments } from '../moments.ts';
import { byReason, DROP_REASONS, parseRules } from '../trips/rules.ts';
import { describeFit, FEATURES, formulaOf, type Model, rowsOf, TARGET } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

const SCHEMA_VERSION = 1;

/**
 * The model in the text of a `model.json`. Throws `DataError`, naming `source` and what is wrong: not JSON, a newer
 * schema, a field that is missing or makes no sense, or numbers that contradict each other.
 */
export function parseModel(text: string, source: string): Model {
  const json = withEveryRule(jsonOf(text, source));
  const wrong = (what: string): DataError => new DataError(`${source}: ${what}; train the model again`, { source });
  if (json.kind !== 'taxifare-linear-model') throw wrong(`not a taxi fare model, got kind ${shown(json.kind)}`);
  if (typeof json.schemaVersion === 'number' && json.schemaVersion > SCHEMA_VERSION) {
    const what = `schema ${json.schemaVersion} is newer than this program's ${SCHEMA_VERSION}; use a newer program`;
    throw new DataError(`${source}: ${what}`, { source });
  }
  if (json.schemaVersion !== SCHEMA_VERSION) throw wrong(`no schema version, got ${shown(json.schemaVersion)}`);
  const problem = problemIn(json);
  if (problem !== undefined) throw wrong(problem);
  return json as unknown as Model;
}

function jsonOf(text: string, source: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const isPickle = text.startsWith('\u0080') || text.startsWith('\ufffd');
    const what = isPickle
      ? 'a pickle (model.joblib?), not JSON; give model.json'
      : 'not JSON, or cut short; train the model again';
    throw new DataError(`${source}: ${what}`, { source, cause });
  }
  if (isRecord(value)) return value;
  throw new DataError(`${source}: not a model, got ${shown(value)}; give a model.json`, { source });
}

/** With the rules that there were not when a model was saved: they are off, and dropped nothing. */
function withEveryRule(json: Json): Json {
  const { cleaning } = json;
  if (!isRecord(cleaning) || !isRecord(cleaning.dropped)) return json;
  const { rules, dropped } = cleaning;
  return {
    ...json,
    cleaning: {
      ...cleaning,
      rules: parseRules(rules) ?? rules,
      dropped: byReason((reason) => dropped[reason] ?? 0),
    },
  };
}

/** The first thing that is wrong; what passes is a `Model`. */
function problemIn(json: Json): string | undefined {
  const { estimator, alpha, fitIntercept, metrics, cleaning, moments, data } = json;
  if (estimator !== 'ols' && estimator !== 'ridge' && estimator !== 'lasso')
    return `estimator: got ${shown(estimator)}`;
  if (estimator === 'ols' ? alpha !== null : !isNumber(alpha, 0)) return `alpha: got ${shown(alpha)}`;
  if (typeof fitIntercept !== 'boolean') return `fitIntercept: got ${shown(fitIntercept)}`;
  if (typeof json.codeVersion !== 'string' || !/^[\w.+-]{1,100}$/.test(json.codeVersion))
    return `codeVersion: got ${shown(json.codeVersion)}`;
  if (json.joblibSha256 !== undefined && !/^[0-9a-f]{64}$/.test(String(json.joblibSha256)))
    return `joblibSha256: not a SHA-256, got ${shown(json.joblibSha256)}`;
  if (!isNumber(json.testFraction, 0) || json.testFraction >= 1) return `testFraction: got ${shown(json.testFraction)}`;
  if (!isRecord(metrics) || !isRecord(metrics.definitions)) return 'metrics: their definitions are missing';
  if (!isRecord(cleaning) || !isCleaning(cleaning)) return 'cleaning: rules or counts are missing or make no sense';
  const [train, heldOut] = isRecord(moments) ? [parseMoments(moments.train), parseMoments(moments.heldOut)] : [];
  if (train === undefined || heldOut === undefined) return 'moments: they are missing or make no sense';
  if (!isRecord(data) || !['objects', 'bytes', 'rows'].every((key) => isCount(data[key])))
    return 'data: counts are missing';
  if (train.n !== cleaning.kept || heldOut.n !== cleaning.heldOut || rowsOf(cleaning) !== cleaning.rows) {
    return 'cleaning: the counts do not add up';
  }
  try {
    const again = describeFit(train, heldOut, { estimator, alpha: isNumber(alpha, 0) ? alpha : 0, fitIntercept });
    const difference = differenceIn(json, { target: TARGET, features: FEATURES, ...again });
    if (difference !== undefined) return difference;
    if (data.rows !== cleaning.rows) return `data: other rows than in cleaning, got ${shown(data.rows)}`;
    const { coefficients, intercept } = json as unknown as Model;
    const formula = formulaOf(coefficients[0].value, intercept?.value ?? 0);
    return json.formula === formula ? undefined : `formula: not what the coefficients give, got ${shown(json.formula)}`;
  } catch (cause) {
    if (cause instanceof DataError) return `moments: ${cause.message}`;
    throw cause;
  }
}

/** Another version's roundings are no difference. */
const TOLERANCE = 1e-9;

/** Where a JSON value is first not what it should be; what it has beside that is not looked at. */
function differenceIn(got: unknown, wanted: unknown, path = ''): string | undefined {
  const isSame =
    typeof wanted === 'number' && typeof got === 'number'
      ? Math.abs(got - wanted) <= TOLERANCE * Math.abs(wanted)
      : got === wanted;
  if (isSame) return undefined;
  const hasParts = typeof wanted === 'object' && wanted !== null && typeof got === 'object' && got !== null;
  if (!hasParts || (Array.isArray(wanted) && !(Array.isArray(got) && got.length === wanted.length))) {
    return `${path}: not what the moments give, got ${shown(got)}, they give ${shown(wanted)}`;
  }
  for (const [key, part] of Object.entries(wanted)) {
    const difference = differenceIn(Reflect.get(got, key), part, path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isCleaning(value: Json): value is Json & Model['cleaning'] {
  const { rules, rows, kept, heldOut, dropped, firstMalformedLine } = value;
  const hasCounts = isCount(rows) && isCount(kept) && isCount(heldOut) && isRecord(dropped);
  if (!hasCounts || !DROP_REASONS.every((reason) => isCount(dropped[reason]))) return false;
  if (firstMalformedLine !== null && !isCount(firstMalformedLine)) return false;
  return rules === null || parseRules(rules) !== undefined;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown, least = Number.NEGATIVE_INFINITY): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= least;
}

function isCount(value: unknown): value is number {
  return isNumber(value, 0) && Number.isSafeInteger(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

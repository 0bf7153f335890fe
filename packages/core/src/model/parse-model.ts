import { type CleaningRules, DEFAULT_RULES, DROP_REASONS, type DropReason } from '../clean.ts';
import { DataError } from '../data-error.ts';
import { parseMoments } from '../moments.ts';
import { fit } from './fit.ts';
import { type Estimate, type Model, type ModelMetrics, rowsOf } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

const SCHEMA_VERSION = 1;

/**
 * The model in the text of a `model.json`. Throws `DataError`, naming `source` and what is wrong: not JSON, a newer
 * schema, a field that is missing or makes no sense, or numbers that contradict each other.
 */
export function parseModel(text: string, source: string): Model {
  const json = jsonOf(text, source);
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

/** The first thing that is wrong; what passes is a `Model`. */
function problemIn(json: Json): string | undefined {
  const { estimator, alpha, fitIntercept, coefficients, intercept, metrics, cleaning, moments, data } = json;
  if (estimator !== 'ols' && estimator !== 'ridge' && estimator !== 'lasso')
    return `estimator: got ${shown(estimator)}`;
  if (estimator === 'ols' ? alpha !== null : !isNumber(alpha, 0)) return `alpha: got ${shown(alpha)}`;
  if (typeof fitIntercept !== 'boolean') return `fitIntercept: got ${shown(fitIntercept)}`;
  if (!Array.isArray(coefficients) || coefficients.length !== 1 || !isEstimate(coefficients[0])) {
    return `coefficients: one estimate is wanted, got ${shown(coefficients)}`;
  }
  if (fitIntercept ? !isEstimate(intercept) : intercept !== null) return `intercept: got ${shown(intercept)}`;
  const hasTexts = ['codeVersion', 'formula'].every((key) => typeof json[key] === 'string');
  if (!hasTexts) return 'codeVersion, formula: texts are wanted';
  if (!isNumber(json.testFraction, 0) || json.testFraction >= 1) return `testFraction: got ${shown(json.testFraction)}`;
  for (const key of ['residualStandardErrorUsd', 'degreesOfFreedom']) {
    if (json[key] !== null && !isNumber(json[key], 0)) return `${key}: got ${shown(json[key])}`;
  }
  if (!isRecord(metrics) || !isMetrics(metrics.train)) return 'metrics: those of the training rows are missing';
  if (metrics.heldOut !== null && !isMetrics(metrics.heldOut))
    return 'metrics: those of the held-out rows make no sense';
  if (!isRecord(cleaning) || !isCleaning(cleaning)) return 'cleaning: rules or counts are missing or make no sense';
  const [train, heldOut] = isRecord(moments) ? [parseMoments(moments.train), parseMoments(moments.heldOut)] : [];
  if (train === undefined || heldOut === undefined) return 'moments: they are missing or make no sense';
  if (!isRecord(data) || !['objects', 'bytes', 'rows'].every((key) => isCount(data[key])))
    return 'data: counts are missing';
  if (train.n !== cleaning.kept || heldOut.n !== cleaning.heldOut || rowsOf(cleaning) !== cleaning.rows) {
    return 'cleaning: the counts do not add up';
  }
  const again = fit(train, { estimator, alpha: isNumber(alpha, 0) ? alpha : 0, fitIntercept });
  const isSame =
    again.coefficients[0] === coefficients[0].value &&
    again.intercept === (isEstimate(intercept) ? intercept.value : 0);
  return isSame
    ? undefined
    : `coefficients: not what the moments give, got ${coefficients[0].value}, they give ${again.coefficients[0]}`;
}

function isEstimate(value: unknown): value is Estimate {
  if (!isRecord(value) || !isNumber(value.value)) return false;
  const { standardError, interval95 } = value;
  if (standardError === null || interval95 === null) return standardError === interval95;
  return (
    isNumber(standardError, 0) &&
    Array.isArray(interval95) &&
    interval95.length === 2 &&
    interval95.every((end) => isNumber(end))
  );
}

function isMetrics(value: unknown): value is ModelMetrics {
  if (!isRecord(value) || !isCount(value.rows) || !isNumber(value.rmseUsd, 0)) return false;
  return [value.rSquaredCentred, value.rSquaredUncentred].every((r) => r === null || (isNumber(r) && r <= 1));
}

function isCleaning(value: Json): value is Json & Model['cleaning'] {
  const { rules, rows, kept, heldOut, dropped, firstMalformedLine } = value;
  const hasCounts = isCount(rows) && isCount(kept) && isCount(heldOut) && isRecord(dropped);
  if (!hasCounts || !DROP_REASONS.every((reason: DropReason) => isCount(dropped[reason]))) return false;
  if (firstMalformedLine !== null && !isCount(firstMalformedLine)) return false;
  return rules === null || isRules(rules);
}

function isRules(value: unknown): value is CleaningRules {
  return isRecord(value) && Object.keys(DEFAULT_RULES).every((key) => isNumber(value[key]));
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

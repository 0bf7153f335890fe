import { DataError } from '../data-error.ts';
import { emptyMoments, parseMoments } from '../moments.ts';
import { cellsOf, type PictureCells } from '../trips/picture-cells.ts';
import { byReason, DROP_REASONS, parseRules } from '../trips/rules.ts';
import { parseSummary } from '../trips/summary.ts';
import { parseCounts } from './counts-text.ts';
import { describeFit, type FitSums, rowsOf } from './create-model.ts';
import type { FitChoice } from './cross-validation.ts';
import type { Estimate, Model, ModelSums } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

const SCHEMA_VERSION = 2;

/**
 * The model in the text of a `model.json`. One of schema 1 is read too: it has the classical errors alone, and no counts.
 * Throws `DataError`, naming `source` and what is wrong: not JSON, a newer schema, a field that is missing or makes no
 * sense, or numbers that contradict each other.
 */
export function parseModel(text: string, source: string): Model {
  const json = withEveryRule(jsonOf(text, source));
  const wrong = (what: string): DataError => new DataError(`${source}: ${what}; train the model again`, { source });
  if (json.kind !== 'taxifare-linear-model') throw wrong(`not a taxi fare model, got kind ${shown(json.kind)}`);
  const { schemaVersion } = json;
  if (typeof schemaVersion === 'number' && schemaVersion > SCHEMA_VERSION) {
    const what = `schema ${schemaVersion} is newer than this program's ${SCHEMA_VERSION}; use a newer program`;
    throw new DataError(`${source}: ${what}`, { source });
  }
  if (schemaVersion !== 1 && schemaVersion !== 2) throw wrong(`no schema version, got ${shown(schemaVersion)}`);
  const parsed = modelIn(json, schemaVersion);
  if (typeof parsed === 'string') throw wrong(parsed);
  return parsed;
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

/** The model, or the first thing that is wrong. */
function modelIn(json: Json, schemaVersion: 1 | 2): Model | string {
  const { codeVersion, testFraction, cleaning, data, joblibSha256 } = json;
  const choice = choiceIn(json);
  if (typeof choice === 'string') return choice;
  if (typeof codeVersion !== 'string' || !/^[\w.+-]{1,100}$/.test(codeVersion))
    return `codeVersion: got ${shown(codeVersion)}`;
  if (joblibSha256 !== undefined && !(typeof joblibSha256 === 'string' && /^[0-9a-f]{64}$/.test(joblibSha256)))
    return `joblibSha256: not a SHA-256, got ${shown(joblibSha256)}`;
  const { distance } = json;
  if (distance !== undefined && !isDistance(distance)) return `distance: got ${shown(distance)}`;
  if (!isNumber(testFraction, 0) || testFraction >= 1) return `testFraction: got ${shown(testFraction)}`;
  if (!isRecord(cleaning) || !isCleaning(cleaning)) return 'cleaning: rules or counts are missing or make no sense';
  if (!isRecord(data) || !isData(data)) return 'data: counts are missing';
  if (rowsOf(cleaning) !== cleaning.rows) return 'cleaning: the counts do not add up';
  const found = schemaVersion === 1 ? olderSumsIn(json.moments) : sumsIn(json.sums, cleaning);
  if (typeof found === 'string') return found;
  const { sums, cells } = found;
  const { train, heldOut, groups } = sums;
  if (train.n !== cleaning.kept || heldOut.n !== cleaning.heldOut)
    return 'cleaning: the counts are not those of the sums';
  const folds = groups.fold ?? [];
  const isCalibrated = isRecord(json.intervals) && 'calibration' in json.intervals;
  const again = describeAgain({ train, heldOut, folds, cells, rules: cleaning.rules, isCalibrated }, choice);
  if (typeof again === 'string') return again;
  const { definitions: _, ...numbers } = again.metrics;
  const wanted = isCalibrated ? { ...again, metrics: numbers } : exactFields(again);
  const difference = differenceIn(json, schemaVersion === 1 ? olderFields(again) : wanted);
  if (difference !== undefined) return difference;
  if (data.rows !== cleaning.rows) return `data: other rows than in cleaning, got ${shown(data.rows)}`;
  const merged = Array.isArray(data.merged) ? data.merged : [];
  return {
    schemaVersion,
    kind: 'taxifare-linear-model',
    codeVersion,
    ...again,
    cleaning,
    testFraction,
    ...(distance === undefined ? {} : { distance }),
    sums,
    data: { objects: data.objects, bytes: data.bytes, rows: data.rows, merged },
    ...(joblibSha256 === undefined ? {} : { joblibSha256 }),
  };
}

function choiceIn({ estimator, alpha, alphaChoice = 'given', fitIntercept }: Json): FitChoice | string {
  if (estimator !== 'ols' && estimator !== 'ridge' && estimator !== 'lasso')
    return `estimator: got ${shown(estimator)}`;
  if (typeof fitIntercept !== 'boolean') return `fitIntercept: got ${shown(fitIntercept)}`;
  if (estimator === 'ols') return alpha === null ? { estimator, alpha: 0, fitIntercept } : `alpha: got ${shown(alpha)}`;
  if (!isNumber(alpha, 0)) return `alpha: got ${shown(alpha)}`;
  if (alphaChoice !== 'given' && alphaChoice !== 'best' && alphaChoice !== '1se')
    return `alphaChoice: got ${shown(alphaChoice)}`;
  return { estimator, alpha: alphaChoice === 'given' ? alpha : alphaChoice, fitIntercept };
}

interface Sums {
  readonly sums: ModelSums;
  readonly cells: PictureCells | null;
}

function olderSumsIn(moments: unknown): Sums | string {
  const [train, heldOut] = isRecord(moments) ? [parseMoments(moments.train), parseMoments(moments.heldOut)] : [];
  if (train === undefined || heldOut === undefined) return 'moments: they are missing or make no sense';
  const older = { ...train, third: [], fourth: [] };
  return {
    sums: { train: older, heldOut, groups: {}, dropped: null, lines: null, counts: null },
    cells: null,
  };
}

function sumsIn(value: unknown, { rows, dropped, firstMalformedLine }: Model['cleaning']): Sums | string {
  const nonsense = 'sums: they are missing or make no sense';
  if (!isRecord(value) || !isRecord(value.dropped) || !isRecord(value.groups)) return nonsense;
  const { train, heldOut, lines, groups } = value;
  const saved = value.dropped;
  const none = { alone: NO_MOMENTS, all: NO_MOMENTS };
  const summary = parseSummary({
    ...{ rows, lines, firstMalformedLine, train, heldOut, folds: groups.fold ?? [] },
    // A rule that there was not when the model was saved dropped nothing.
    dropped: byReason((reason) => ({
      count: dropped[reason],
      ...none,
      ...(isRecord(saved[reason]) ? saved[reason] : {}),
    })),
  });
  if (summary === undefined || (summary.train.n > 0 && summary.train.third.length === 0)) return nonsense;
  const picture = typeof value.counts === 'string' ? parseCounts(value.counts) : undefined;
  if (picture === undefined || typeof value.counts !== 'string') return 'sums: the counts are missing or damaged';
  const cells = cellsOf(picture);
  const tripsIn = (of: PictureCells['train']) => of.reduce((sum, { trips }) => sum + trips, 0);
  if (tripsIn(cells.train) !== summary.train.n || tripsIn(cells.heldOut) !== summary.heldOut.n) {
    return 'sums: the counts by distance and fare do not add up to the rows';
  }
  const { folds } = summary;
  if (folds.length > 0 && folds.reduce((sum, { n }) => sum + n, 0) !== summary.train.n) return nonsense;
  const sums: ModelSums = {
    train: summary.train,
    heldOut: summary.heldOut,
    groups: folds.length === 0 ? {} : { fold: folds },
    dropped: byReason((reason) => ({ alone: summary.dropped[reason].alone, all: summary.dropped[reason].all })),
    lines: summary.lines,
    counts: value.counts,
  };
  return { sums, cells };
}

const NO_MOMENTS = emptyMoments();

function describeAgain(sums: FitSums, choice: FitChoice): ReturnType<typeof describeFit> | string {
  try {
    return describeFit(sums, choice);
  } catch (cause) {
    if (cause instanceof DataError) return `moments: ${cause.message}`;
    throw cause;
  }
}

/** What is from the moments alone: what older code made of the counts is found anew, as this one sees more in them. */
function exactFields({ metrics: { train, heldOut }, intervals: _, ...fitted }: ReturnType<typeof describeFit>): Json {
  const exact = ({ meanAbsoluteErrorUsd: _, ...of }: typeof train) => of;
  return { ...fitted, metrics: { train: exact(train), heldOut: heldOut && exact(heldOut) } };
}

/** What a model of schema 1 says of itself. */
function olderFields(again: ReturnType<typeof describeFit>): Json {
  const { formula, target, features, coefficients, intercept, residualStandardErrorUsd, degreesOfFreedom, metrics } =
    again;
  const estimateOf = ({ value, classicalStandardError }: Estimate) => ({
    value,
    standardError: classicalStandardError,
  });
  const metricsOf = (of: Model['metrics']['heldOut']) =>
    of === null
      ? null
      : {
          rows: of.rows,
          rmseUsd: of.rmseUsd,
          rSquaredCentred: of.rSquaredCentred,
          rSquaredUncentred: of.rSquaredUncentred,
        };
  return {
    ...{ formula, target, features, residualStandardErrorUsd, degreesOfFreedom },
    coefficients: coefficients.map(estimateOf),
    intercept: intercept === null ? null : estimateOf(intercept),
    metrics: { train: metricsOf(metrics.train), heldOut: metricsOf(metrics.heldOut) },
  };
}

/** Another version's roundings are no difference. */
const TOLERANCE = 1e-9;

/** Where a JSON value is first not what it should be; what it has beside that is not looked at. */
function differenceIn(got: unknown, wanted: unknown, path = ''): string | undefined {
  const isSame =
    typeof wanted === 'number' && typeof got === 'number'
      ? Math.abs(got - wanted) <= TOLERANCE * Math.max(Math.abs(wanted), 1e-3)
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

function isData(value: Json): value is Json & Omit<Model['data'], 'merged'> {
  return ['objects', 'bytes', 'rows'].every((key) => isCount(value[key]));
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
  const text = textOf(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    // JSON can be read deeper than it can be written.
    return 'lists in lists without end';
  }
}

/** Whether a value says which column of distances a model was trained on. */
function isDistance(value: unknown): value is NonNullable<Model['distance']> {
  return isRecord(value) && typeof value.column === 'string' && (value.unit === 'km' || value.unit === 'mi');
}

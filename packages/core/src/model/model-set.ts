import { parseModel } from './parse-model.ts';

/** The files that a training leaves, in the order in which they take their places; a set is known by its `model.json`. */
export const MODEL_FILES = ['report.html', 'run.json', 'model.joblib', 'model.json'] as const;

export type ModelFileName = (typeof MODEL_FILES)[number];

/** The contents of a model's folder, as much of it as there is. */
export interface ModelSet {
  readonly 'model.json': string;
  readonly 'model.joblib'?: Uint8Array | undefined;
  readonly 'run.json'?: string | undefined;
  readonly 'report.html'?: string | undefined;
}

/**
 * Names the files that are not of the training whose `model.json` lies beside them; none where the set is whole. A
 * `model.json` has the SHA-256 of its `model.joblib`, `run.json` and `report.html` have that of `model.json`. Files of
 * older versions claim nothing, and pass beside each other.
 *
 * `sha256` gives the digest in hexadecimal digits. Throws `DataError` for a `model.json` that is none.
 */
export function mismatchedFiles(
  set: ModelSet,
  { source, sha256 }: { readonly source: string; readonly sha256: (content: string | Uint8Array) => string },
): readonly ModelFileName[] {
  const { joblibSha256 } = parseModel(set['model.json'], source);
  const own = sha256(set['model.json']);
  const isMismatch: Readonly<Record<ModelFileName, boolean>> = {
    'report.html': isOther(set['report.html'], modelInReport, own, joblibSha256 !== undefined),
    'run.json': isOther(set['run.json'], modelInRun, own, joblibSha256 !== undefined),
    'model.joblib':
      joblibSha256 !== undefined && set['model.joblib'] !== undefined && sha256(set['model.joblib']) !== joblibSha256,
    'model.json': false,
  };
  return MODEL_FILES.filter((name) => isMismatch[name]);
}

/** Whether a file names another `model.json`; where its set is of a version that names one, none is another. */
function isOther(
  text: string | undefined,
  modelIn: (text: string) => string | undefined,
  own: string,
  namesOne: boolean,
): boolean {
  if (text === undefined) return false;
  const named = modelIn(text);
  return named === undefined ? namesOne : named !== own;
}

function modelInRun(text: string): string | undefined {
  try {
    const run: unknown = JSON.parse(text);
    const named: unknown = typeof run === 'object' && run !== null ? Reflect.get(run, 'modelSha256') : undefined;
    return typeof named === 'string' ? named : undefined;
  } catch {
    return undefined;
  }
}

const REPORT_NAME = 'model-sha256';

/** How a report names its `model.json`, in the page's head. */
export function modelNamedInReport(sha256: string): string {
  return `<meta name="${REPORT_NAME}" content="${sha256}">`;
}

function modelInReport(html: string): string | undefined {
  return new RegExp(`<meta name="${REPORT_NAME}" content="([0-9a-f]{64})">`).exec(html)?.[1];
}

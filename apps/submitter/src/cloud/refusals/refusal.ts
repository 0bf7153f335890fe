import type { ApiCode, ApiError } from '../api-error.ts';

/** Where a call went, and for what. */
export interface CallPlace {
  readonly project: string;
  readonly region: string;
  /** The job's own service account, when one was asked for. */
  readonly serviceAccount?: string | undefined;
  /** What the call wants, for a refusal that does not name it. */
  readonly permission?: string | undefined;
  /** The command that shows the request without sending it. */
  readonly dryRun?: string | undefined;
}

/** A refusal as it is explained: what it means here, then what to do. */
interface Explanation {
  readonly what: string;
  readonly hint: string;
}

/**
 * A kind of refusal. It fits an error whose ErrorInfo reason it names, or else whose text it knows, if its codes allow
 * that; one with neither reasons nor text fits by its codes alone.
 */
export interface Refusal {
  readonly name: string;
  /** google.rpc.ErrorInfo's reasons (googleapis/google/api/error_reason.proto): a promise, where texts change. */
  readonly reasons?: readonly string[];
  readonly text?: RegExp;
  readonly codes?: readonly ApiCode[];
  /** The answer came from something that is no Google API. */
  readonly isForeign?: true;
  readonly explain: (error: ApiError, place: CallPlace) => Explanation;
}

export function fits({ reasons, text, codes, isForeign }: Refusal, error: ApiError): boolean {
  // A stranger's words mean nothing here, nor does its status.
  if (isForeign || error.isForeign) return isForeign === error.isForeign;
  if (error.reason !== undefined && reasons?.includes(error.reason)) return true;
  if (codes !== undefined && !codes.includes(error.code)) return false;
  return text === undefined ? reasons === undefined : text.test(error.message);
}

import type { ApiError } from './api-error.ts';
import { CloudError } from './cloud-error.ts';
import { ACCOUNT_REFUSALS } from './refusals/account-refusals.ts';
import { NETWORK_REFUSALS } from './refusals/network-refusals.ts';
import { type CallPlace, fits, type Refusal } from './refusals/refusal.ts';
import { REQUEST_REFUSALS } from './refusals/request-refusals.ts';

/** The particular before the general: the first that fits explains. */
const REFUSALS: readonly Refusal[] = [...ACCOUNT_REFUSALS, ...REQUEST_REFUSALS, ...NETWORK_REFUSALS];

/** An API's refusal as one sentence that says who must act: what it means here, then what to do. */
export function explainApiError(where: string, error: ApiError, place: CallPlace): CloudError {
  // Where nothing is known, the service's own text is shown whole.
  const { what, hint } = refusalOf(error)?.explain(error, place) ?? {
    what: error.message,
    hint: `submitter doctor checks the set-up (${error.code})`,
  };
  return new CloudError(where, { what, hint, cause: error });
}

/** The kind of a refusal; `undefined` for one that is not known here. */
export function refusalOf(error: ApiError): Refusal | undefined {
  return REFUSALS.find((refusal) => fits(refusal, error));
}

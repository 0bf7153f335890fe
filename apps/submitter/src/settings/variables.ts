import type { Checked } from '@taxifare/console';
import { problemOf } from './check.ts';

/** What Vertex AI allows for one container. */
export const MAX_VARIABLES = 100;
/** The variable that tells a job its ceiling of cost. */
export const CEILING = 'TAXIFARE_MAX_COST_USD';
/** Set by the submitter itself. */
export const OWN_VARIABLES: readonly string[] = ['BUCKET_NAME', 'REGION', CEILING];

/** `NAME=VALUE` for the job's environment; the value is free and arrives as it is. */
export function checkVariable(where: string, text: string): Checked<readonly [string, string]> {
  const cut = text.indexOf('=');
  if (cut < 0) return problemOf(where, 'not NAME=VALUE', text, `write ${where} ${text || 'NAME'}=VALUE`);
  const name = text.slice(0, cut);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return problemOf(where, 'not a variable name', name, 'use letters, digits and _, no digit first');
  }
  if (/^(AIP_|CLOUD_ML_)|^(CLUSTER_SPEC|TF_CONFIG)$/.test(name)) {
    return problemOf(where, 'is set by Vertex AI itself', name, 'choose another name');
  }
  if (OWN_VARIABLES.includes(name)) {
    return problemOf(where, 'is set by the submitter itself', name, 'give --bucket, --region or --max-cost');
  }
  // Vertex AI expands $(NAME) in values, and takes $$ for one $.
  return { value: [name, text.slice(cut + 1).replace(/\$+(?=\()|\${2,}/g, (dollars) => dollars + dollars)] };
}

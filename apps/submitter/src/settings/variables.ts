import type { Checked } from '@taxifare/console';
import { problemOf } from './check.ts';

/** What Vertex AI allows for one container. */
export const MAX_VARIABLES = 100;

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
  // Vertex AI expands $(NAME) in values, and takes $$ for one $.
  return { value: [name, text.slice(cut + 1).replace(/\$+(?=\()|\${2,}/g, (dollars) => dollars + dollars)] };
}

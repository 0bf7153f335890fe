import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Problem } from '../problem.ts';
import type { Environment } from './dot-env.ts';

const VARIABLE = 'GOOGLE_APPLICATION_CREDENTIALS';
/** The kinds of credentials that Google's client takes from a file ("Application Default Credentials"). */
const KIND =
  /^(service_account|authorized_user|external_account|external_account_authorized_user|impersonated_service_account|gdch_service_account)$/;

/**
 * What is wrong with the file that GOOGLE_APPLICATION_CREDENTIALS names; `undefined` where nothing is. Looked at before
 * Google's client does: that reports such a file as a network that fails, after minutes.
 */
export function problemOfCredentials(env: Environment): Problem | undefined {
  const path = env[VARIABLE];
  const what = path ? wrongWith(path) : undefined;
  if (what === undefined) return undefined;
  return {
    where: VARIABLE,
    what,
    got: path,
    fix: 'correct it, or unset it and run gcloud auth application-default login',
  };
}

function wrongWith(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'no such file';
  if (!stats.isFile()) return 'not a file';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return 'cannot be read';
  }
  try {
    const { type, private_key: key } = Object(JSON.parse(text));
    if (typeof type !== 'string' || !KIND.test(type)) return 'no credentials of Google Cloud';
    if (typeof key === 'string') createPrivateKey(key);
  } catch (error) {
    return error instanceof SyntaxError ? 'not JSON' : 'its private key cannot be read';
  }
  return undefined;
}

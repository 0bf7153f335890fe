import { ConfigError, type Environment } from '@taxifare/console';
import { problemOfCredentials } from '@taxifare/console/credentials';
import { within } from '@taxifare/gcs';
import type { AuthClient } from 'google-auth-library';
import { CloudError } from './cloud-error.ts';

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];
/** How long to wait for a token: the library itself would wait for ever. */
const ANSWER_MS = 10_000;
const LOGIN = 'run gcloud auth application-default login, or leave the bucket out to work on this machine';

export interface Credentials {
  readonly client: AuthClient;
  /** The project that they belong to; `ConfigError` where they name none. */
  readonly project: () => Promise<string>;
}

/**
 * Application Default Credentials, found before any client is made: the generated clients start looking for them by
 * themselves, and when there are none that look-up rejects where nobody can catch it. `ConfigError` says how to get some.
 */
export async function loadCredentials(env: Environment): Promise<Credentials> {
  const problem = problemOfCredentials(env);
  if (problem !== undefined) throw new ConfigError([problem]);
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: SCOPES });
  try {
    const client = await within(ANSWER_MS, auth.getClient());
    return { client, project: () => projectOf(() => within(ANSWER_MS, auth.getProjectId())) };
  } catch (error) {
    if (isSilent(error)) throw unanswered(error);
    throw new ConfigError([{ where: 'credentials', ...reasonOf(error), fix: LOGIN }], { cause: error });
  }
}

function isSilent(error: unknown): boolean {
  return error instanceof Error && error.name === 'HttpError';
}

function unanswered(cause: unknown): CloudError {
  const hint = 'check the network, and HTTPS_PROXY if it is set, and try again';
  return new CloudError('credentials', { what: `no answer within ${ANSWER_MS / 1000} s`, hint, cause });
}

async function projectOf(look: () => Promise<string>): Promise<string> {
  try {
    return await look();
  } catch (error) {
    if (isSilent(error)) throw unanswered(error);
    const what = 'not given, and the credentials name none';
    const fix = 'give --project or PROJECT_ID, or run gcloud config set project';
    throw new ConfigError([{ where: '--project', what, fix }], { cause: error });
  }
}

function reasonOf(error: unknown): { readonly what: string; readonly got?: string } {
  const text = error instanceof Error ? error.message : String(error);
  if (/Could not load the default credentials/i.test(text)) return { what: 'none found' };
  return { what: 'not usable', got: text.split('\n', 1).join() };
}

import { HttpError, type HttpErrorKind } from '../http/http-error.ts';
import { StorageError, type StorageErrorCode } from '../storage-error.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { storageRoleFor } from './role-for.ts';

interface Words {
  readonly code: StorageErrorCode;
  readonly what: string;
  readonly hint: string | undefined;
}

/** What the official client threw, in this package's words. Nothing of the request is kept: it may hold a credential. */
export function explain(error: unknown, uri: string): unknown {
  if (error instanceof StorageError) return error;
  if (error instanceof HttpError) return explainHttp(error, uri);
  if (!(error instanceof Error)) return explain(errorOf(error), uri);
  if (error.name === 'AbortError') return error;
  const text = withoutSecrets(textOf(error));
  const { code, what, hint } = wordsFor(statusOf(error), text, uri);
  return new StorageError({ code, uri, message: `${uri}: ${what}`, hint, cause: new Error(text) });
}

const HTTP: Readonly<Record<HttpErrorKind, readonly [StorageErrorCode, what: string, hint: string]>> = {
  connect: ['unreachable', 'no connection', 'check the network and try again'],
  untrusted: ['refused', 'the server could not be trusted', 'check the address, the clock, and NODE_EXTRA_CA_CERTS'],
  silent: ['timeout', 'no answer', 'check the network and try again'],
  cut: ['unavailable', 'the connection broke off', 'check the network and try again'],
  malformed: ['corrupt', 'not the answer of a web server', 'try again; if it stays, look for a proxy in between'],
};

function explainHttp({ kind, message }: HttpError, uri: string): StorageError {
  const [code, what, hint] = HTTP[kind];
  return new StorageError({ code, uri, message: `${uri}: ${what}, ${withoutSecrets(message)}`, hint });
}

function wordsFor(status: number | string | undefined, text: string, uri: string): Words {
  const bucket = uri.split('/')[2] ?? '';
  if (/Unexpected token '?</.test(text)) {
    const hint = 'a proxy or a login page of the network, most often: open a page in a browser, check HTTPS_PROXY';
    return { code: 'corrupt', what: 'a web page answers, which is not Cloud Storage', hint };
  }
  if (typeof status !== 'number' && /credential file|ERR_OSSL|DECODER routines|PEM|not valid JSON/i.test(text)) {
    const hint = 'check what GOOGLE_APPLICATION_CREDENTIALS names, or leave it out';
    return { code: 'no-credentials', what: `the Google Cloud credentials cannot be used, ${firstLine(text)}`, hint };
  }
  if (/default credentials|Anonymous caller/i.test(text) || status === 401) {
    const hint = 'run `gcloud auth application-default login`, or leave BUCKET_NAME out to work on this machine';
    return { code: 'no-credentials', what: 'no Google Cloud credentials that it takes', hint };
  }
  if (/invalid_grant|invalid_rapt/.test(text)) {
    const hint = 'run `gcloud auth application-default login` again';
    return { code: 'no-credentials', what: 'the Google Cloud credentials have expired', hint };
  }
  if (status === 404 && /bucket does not exist|No such bucket/i.test(text)) {
    const hint = 'check the name and the project, or create it with `gcloud storage buckets create`';
    return { code: 'no-bucket', what: `there is no bucket ${bucket}`, hint };
  }
  if (status === 404) return { code: 'not-found', what: 'no such object', hint: `see what is in gs://${bucket}` };
  if (status === 403) return forbidden(text, bucket);
  if (status === 412)
    return { code: 'precondition', what: 'not written, it was changed meanwhile', hint: 'look at what is there now' };
  if (status === 429)
    return { code: 'rate-limited', what: 'Cloud Storage asks for fewer requests', hint: 'try again later' };
  if (status === 408) return { code: 'timeout', what: 'Cloud Storage did not answer in time', hint: 'try again' };
  if (status === 507) return { code: 'no-space', what: `not written, ${firstLine(text)}`, hint: undefined };
  if (status === 501) return { code: 'refused', what: firstLine(text), hint: undefined };
  if (typeof status === 'number' && status >= 500) {
    return { code: 'unavailable', what: `Cloud Storage answers ${status}`, hint: 'try again later' };
  }
  if (status === 400 && /checksum|crc32c|md5|hash/i.test(text)) {
    return { code: 'corrupt', what: 'what arrived is not what was sent, and was not stored', hint: 'try again' };
  }
  if (typeof status === 'number') {
    const says = firstLine(text) === `${status}` || text === '' ? '' : `, ${firstLine(text)}`;
    const hint = 'https://cloud.google.com/storage/docs/json_api/v1/status-codes says what that means';
    return { code: 'refused', what: `Cloud Storage answers ${status}${says}`, hint };
  }
  return { code: 'unreachable', what: `no connection, ${firstLine(text)}`, hint: 'check the network and try again' };
}

function forbidden(text: string, bucket: string): Words {
  const permission = /storage\.[a-z]+\.[a-zA-Z]+/.exec(text)?.[0];
  const who = /([\w.+-]+@[\w.-]+)/.exec(text)?.[1];
  if (permission === undefined) {
    const hint = `ask for roles/storage.objectUser on gs://${bucket}`;
    return { code: 'no-permission', what: `not allowed, ${firstLine(text)}`, hint };
  }
  const what = `${who ?? 'this account'} lacks ${permission}`;
  return { code: 'no-permission', what, hint: `give it ${storageRoleFor(permission)} on gs://${bucket}` };
}

/** What the client threw that is no error: an answer with a status, at the best. */
function errorOf(thrown: unknown): Error {
  const fields: { readonly message?: unknown } = typeof thrown === 'object' && thrown !== null ? thrown : {};
  const message = typeof fields.message === 'string' ? fields.message : String(thrown);
  return Object.assign(new Error(message), { ...fields, message });
}

function statusOf(error: Error): number | string | undefined {
  const { code, status, response } = error as { code?: unknown; status?: unknown; response?: { status?: unknown } };
  for (const value of [code, status, response?.status]) {
    if (typeof value === 'number') return value;
    if (typeof value === 'string' && /^\d{3}$/.test(value)) return Number(value);
  }
  return typeof code === 'string' ? code : undefined;
}

/** The service's own sentence, if the error has one in it. */
function textOf(error: Error): string {
  try {
    const { error: body }: { error?: { message?: unknown } } = JSON.parse(error.message);
    if (typeof body?.message === 'string') return body.message;
  } catch {
    // Not JSON: a sentence already.
  }
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && !error.message.includes(code) ? `${code} ${error.message}` : error.message;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join().slice(0, 200);
}

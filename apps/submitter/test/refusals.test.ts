import { expect, test } from 'vitest';
import { apiErrorOf } from '../src/cloud/api-error.ts';
import { explainApiError, refusalOf } from '../src/cloud/explain-api-error.ts';
import { OF_ACCOUNTS } from './texts/refusals-of-accounts.ts';
import { OF_NETWORKS } from './texts/refusals-of-networks.ts';
import { OF_REQUESTS } from './texts/refusals-of-requests.ts';

const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

test.each([...OF_ACCOUNTS, ...OF_REQUESTS, ...OF_NETWORKS])(
  '$source: "$text" is $refusal',
  ({ code, text, reason, metadata, refusal, advice }) => {
    const error = apiErrorOf({
      code: code === '' ? undefined : CODES.indexOf(code),
      message: text,
      reason,
      errorInfoMetadata: metadata,
    });
    expect(refusalOf(error)?.name).toBe(refusal);
    expect(error.message).not.toMatch(/\t|\s$/);
    const explained = explainApiError('create', error, {
      project: 'my-project',
      region: 'europe-west1',
      dryRun: 'submit --dry-run',
    });
    expect(explained.hint).toMatch(advice);
    expect(explained.message).toMatch(/^create: .+; .+/s);
    expect(explained.message).not.toMatch(/<html/i);
  },
);

test('a refusal that is not known shows the whole of the text', () => {
  const error = apiErrorOf({ code: 2, message: 'The flux capacitor is empty.' });
  expect(refusalOf(error)).toBeUndefined();
  expect(explainApiError('create', error, { project: 'p', region: 'r' }).what).toBe('The flux capacitor is empty.');
});

test('no address of a request, which may have a secret in it, is in a message', () => {
  const message = 'request to http://127.0.0.1:9/SECRET/v1/projects/p failed, reason: connect ECONNREFUSED 127.0.0.1:9';
  expect(apiErrorOf({ code: 14, message }).message).toBe('connect ECONNREFUSED 127.0.0.1:9');
});

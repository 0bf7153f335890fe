import { describe, expect, test } from 'vitest';
import { runHere } from './support/listening-world.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('trainer', () => {
  test.each([
    [{ BUCKET_NAME: 'gs://b' }, 'BUCKET_NAME: is a URI, not a bucket name'],
    [{ BUCKET_NAME: 'My-Bucket' }, "BUCKET_NAME: bucket names have no capitals, got 'My-Bucket'; try my-bucket"],
    [{ CLOUD_ML_JOB_ID: '7' }, 'BUCKET_NAME: not set in the job; submit with --env BUCKET_NAME=…'],
    [{ BUCKET_NAME: 'my-bucket', CLUSTER_SPEC: '{' }, "CLUSTER_SPEC: not the form that Vertex AI documents, got '{'"],
    [
      { BUCKET_NAME: 'my-bucket', GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json' },
      "GOOGLE_APPLICATION_CREDENTIALS: no such file, got '/nowhere/key.json'; correct it, or unset it",
    ],
    [
      { STORAGE_API_ENDPOINT: 'not-a-url' },
      "STORAGE_API_ENDPOINT: not a URL, got 'not-a-url'; give scheme, host and port",
    ],
    [{ STORAGE_API_ENDPOINT: 'ftp://x' }, "STORAGE_API_ENDPOINT: not a URL, got 'ftp://x'"],
    [{ STORAGE_API_ENDPOINT: 'http://' }, "STORAGE_API_ENDPOINT: not a URL, got 'http://'"],
    [{ STORAGE_API_ENDPOINT: 'http://example.com' }, 'STORAGE_API_ENDPOINT: plain http to another machine'],
  ])('with %j ends with 2, and names the variable', async (env, sentence) => {
    const { code, out, err } = await runHere([], { cwd: await temporaryFolder(), env });
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
  });

  test.each(['predict --distance 3 --model gs://a-bucket/m', 'evaluate --data gs://a-bucket/x.csv', 'serve'])(
    '%s refuses what is no endpoint, and starts nothing',
    async (typed) => {
      const cwd = await temporaryFolder();
      const { code, err } = await runHere(typed.split(' '), { cwd, env: { STORAGE_API_ENDPOINT: 'ftp://x' } });
      expect([code, err]).toEqual([2, expect.stringContaining("STORAGE_API_ENDPOINT: not a URL, got 'ftp://x'")]);
    },
  );
});

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bench, openBench } from './support/run-submitter.ts';

/** Only for its folder and its program: what is submitted goes to the cloud on this machine, in the background. */
let bench: Bench;
let folder = '';
beforeEach(async () => {
  bench = await openBench();
  folder = join(bench.folder, 'local-cloud');
});
afterEach(async () => {
  const lock = lockOf();
  if (lock !== undefined) process.kill(lock.pid, 'SIGTERM');
  await bench.close();
});

const NONE = {
  BUCKET_NAME: '',
  PROJECT_ID: '',
  STORAGE_API_ENDPOINT: '',
  AIPLATFORM_API_ENDPOINT: '',
  LOGGING_API_ENDPOINT: '',
};

function lockOf(): { readonly pid: number } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as { pid: number };
  } catch {
    return undefined;
  }
}

/** Follows a job of the local cloud, and does something to that cloud once the job is there. */
async function submitted(act: () => void) {
  let isDone = false;
  return await bench.run(
    ['submit', '--poll-interval', '50ms'],
    (out) => {
      if (isDone || !out.includes('── QUEUED')) return;
      isDone = true;
      act();
    },
    { ...NONE, TAXIFARE_LOCAL_CLOUD: folder },
  );
}

describe('a follower on this machine', () => {
  test('is told the end of a job whose cloud was killed: the cloud is found, or started, again', async () => {
    const { code, out, err } = await submitted(() => process.kill(lockOf()?.pid ?? 0, 'SIGKILL'));
    expect([code, err]).toEqual([5, expect.anything()]);
    expect(out).toMatch(/state +FAILED/);
    expect(out).toContain('the local cloud stopped while the job ran');
  });

  test('leaves a job whose cloud was killed and whose folder is gone, and says that it is not known any more', async () => {
    const { code, err } = await submitted(() => {
      process.kill(lockOf()?.pid ?? 0, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    });
    expect(code).toBe(6);
    expect(err).toContain('left: whether the job goes on is not known');
    expect(err).toMatch(/last seen +QUEUED/);
  });
});

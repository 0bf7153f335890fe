import { cpSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
  stop(lockOf()?.pid);
  await bench.close();
});

const NONE = {
  BUCKET_NAME: '',
  PROJECT_ID: '',
  STORAGE_API_ENDPOINT: '',
  AIPLATFORM_API_ENDPOINT: '',
  LOGGING_API_ENDPOINT: '',
};

function lockOf(): { readonly pid: number; readonly url: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as { pid: number; url: string };
  } catch {
    return undefined;
  }
}

const LOCAL = (): Record<string, string> => ({ ...NONE, TAXIFARE_LOCAL_CLOUD: folder });

/** Follows a job that lasts, and does something to its cloud once it runs. */
async function followed(act: () => void, program?: string) {
  await bench.run(['list'], undefined, LOCAL(), program);
  const { out: spec } = await bench.run(['submit', '--dry-run'], undefined, LOCAL(), program);
  const request = JSON.parse(spec);
  request.jobSpec.workerPoolSpecs[0].containerSpec.args = ['-e', 'setInterval(() => {}, 1000)'];
  const jobs = `${lockOf()?.url}/v1/projects/local-project/locations/europe-west1/customJobs`;
  const created = await fetch(jobs, { method: 'POST', body: JSON.stringify(request) });
  const { name } = (await created.json()) as { name: string };
  return await withAct(['logs', name, '--follow'], 'RUNNING', act, program);
}

async function withAct(args: readonly string[], state: string, act: () => void, program?: string) {
  let isDone = false;
  return await bench.run(
    args,
    (out) => {
      if (isDone || !out.includes(`── ${state}`)) return;
      isDone = true;
      act();
    },
    LOCAL(),
    program,
  );
}

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const clone = (): string => join(bench.folder, 'clone');

/** A clone with what was built in it and its local cloud, and its submitter; the packages are the repository's. */
function makeClone(): string {
  for (const path of ['apps/submitter/dist', 'apps/trainer/dist', 'data']) {
    cpSync(join(REPOSITORY, path), join(clone(), path), { recursive: true });
  }
  symlinkSync(join(REPOSITORY, 'apps/submitter/node_modules'), join(clone(), 'apps/submitter/node_modules'));
  folder = join(clone(), '.local-cloud');
  return join(clone(), 'apps/submitter/dist/submitter.mjs');
}

const kill = (signal: NodeJS.Signals): void => void process.kill(lockOf()?.pid ?? 0, signal);

describe('a follower on this machine', () => {
  test('is told the end of a job whose cloud was killed: the cloud is found, or started, again', async () => {
    const { code, out, err } = await withAct(['submit'], 'QUEUED', () => kill('SIGKILL'));
    expect([code, err]).toEqual([5, expect.anything()]);
    expect(out).toMatch(/state +FAILED/);
    expect(out).toContain('the local cloud stopped while the job ran');
  });

  test('finds a cloud again that somebody else has started meanwhile, at another port', async () => {
    let other: Promise<unknown> | undefined;
    const { code, out } = await followed(() => {
      kill('SIGKILL');
      other = bench.run(['list'], undefined, LOCAL());
    });
    await other;
    expect([code, out]).toEqual([5, expect.stringContaining('the local cloud stopped while the job ran')]);
  });

  test('is told the end of a job whose cloud was stopped', async () => {
    const { code, out } = await followed(() => kill('SIGTERM'));
    expect([code, out]).toEqual([5, expect.stringMatching(/state +(CANCELLED|FAILED)/)]);
  });

  test.each([
    ['removed', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 })],
    ['moved', () => renameSync(folder, `${folder}-elsewhere`)],
    ['removed after a kill', () => [kill('SIGKILL'), rmSync(folder, { recursive: true, force: true, maxRetries: 10 })]],
    ['moved with its whole clone', () => renameSync(clone(), `${clone()}-elsewhere`)],
  ])('leaves a job whose folder was %s, and says what it knows', async (how, act) => {
    let pid: number | undefined;
    const program = how.includes('clone') ? makeClone() : undefined;
    const { code, err, out, endMs } = await followed(() => {
      pid = lockOf()?.pid;
      act();
    }, program);
    try {
      // The cloud may have told the end of the job before it ended itself.
      if (/state +FAILED/.test(out)) {
        expect([code, out]).toEqual([5, expect.stringContaining('the local cloud stopped while the job ran')]);
        return;
      }
      expect([code, err]).toEqual([6, expect.stringContaining('left: whether the job goes on is not known')]);
      expect(err).toMatch(/last seen +RUNNING/);
      // While it is being removed, a new cloud may come up in what is left of it.
      expect(err).toMatch(/why +(the local cloud's folder \S+ is gone|The CustomJob does not exist)/);
      expect(err).toContain('was the clone moved, or its .local-cloud removed?');
      expect(err).toMatch(/logs \d+ --follow[\s\S]*cancel \d+/);
      expect(out).toContain('the job cannot be seen');
      expect(endMs).toBeLessThan(60_000);
    } finally {
      stop(pid);
    }
  });
});

/** It may have ended by itself. */
function stop(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGTERM');
  } catch {
    // It has.
  }
}

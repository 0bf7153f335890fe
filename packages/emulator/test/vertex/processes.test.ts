import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../src/index.ts';
import { bugs, call, put, temporaryFolder } from '../support/cloud.ts';
import { eventually, runCloud } from '../support/process.ts';
import { create, get, hasEnded, type Job, jobOf, linesOf, PARENT, until, vertexCloud } from '../support/vertex.ts';

const isLinux = process.platform === 'linux';
if (!isLinux) console.warn('NOT RUN: what is left of ended jobs; processes are found through /proc');

/** Processes whose environment has the folder in it: all that jobs of its cloud have started. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`HOME=${folder}/`);
    } catch {
      return false;
    }
  });
}

/** A cloud in a process of its own, and a job of three replicas that run, each with a child in another session. */
async function cloudWithJob(folder: string) {
  const cloud = await runCloud(folder);
  const script =
    "require('node:child_process').spawn('sleep', ['600'], { detached: true }); setInterval(() => {}, 1000)";
  await fetch(`${cloud.url}/upload/storage/v1/b/local-bucket/o?uploadType=media&name=wait.cjs`, {
    method: 'POST',
    body: script,
  });
  const body = JSON.stringify(jobOf('wait.cjs', { workers: 2 }));
  const job = (await (await fetch(`${cloud.url}${PARENT}`, { method: 'POST', body })).json()) as Job;
  await eventually(() => processesOf(folder).length === 6);
  return { ...cloud, job };
}

describe.runIf(isLinux)('no process of a job outlives its cloud', () => {
  test.each(['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const)('that ends by %s', async (signal) => {
    const folder = await temporaryFolder();
    const { child, ended, job } = await cloudWithJob(folder);
    child.kill(signal);
    expect(await ended).toBe(signal === 'SIGKILL' ? null : 0);
    await eventually(() => processesOf(folder).length === 0);
    const next = await startEmulator({ folder });
    expect((await get(next, job)).state).toMatch(/FAILED|CANCELLED/);
    await next.close();
  });

  test('that is killed together with its watchdog, when the next one has started', async () => {
    const folder = await temporaryFolder();
    const { child, ended } = await cloudWithJob(folder);
    const watchdogs = readdirSync('/proc').filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`watchdog\0${folder}/`);
      } catch {
        return false;
      }
    });
    expect(watchdogs).toHaveLength(1);
    process.kill(Number(watchdogs[0]), 'SIGKILL');
    child.kill('SIGKILL');
    await ended;
    expect(processesOf(folder)).toHaveLength(6);
    const next = await startEmulator({ folder });
    expect(processesOf(folder)).toEqual([]);
    await next.close();
  });

  test.each([
    ['deleted', (folder: string) => rmSync(folder, { recursive: true, force: true })],
    ['moved', (folder: string) => rename(folder, `${folder}-moved`)],
  ])('whose folder is %s, and it says so', async (_, change) => {
    const parent = await temporaryFolder();
    const folder = join(parent, 'cloud');
    const { ended, errors } = await cloudWithJob(folder);
    await change(folder);
    expect(await ended).toBe(4);
    await eventually(() =>
      errors().includes(`${folder}: moved, deleted or taken by another local cloud; this one ends`),
    );
    await eventually(() => processesOf(folder).length === 0);
  });
});

test.runIf(isLinux)('a cloud whose folder was deleted leaves the lock of the next one alone', async () => {
  const folder = join(await temporaryFolder(), 'cloud');
  const first = await runCloud(folder);
  rmSync(folder, { recursive: true });
  const second = await startEmulator({ folder });
  const refused = await fetch(`${first.url}/storage/v1/b?project=p`, { method: 'POST', body: '{"name":"late"}' });
  expect(refused.status).toBe(503);
  expect(await first.ended).toBe(4);
  await expect(startEmulator({ folder })).rejects.toThrow('another local cloud has it open');
  await second.close();
});

describe('a grandchild that keeps the pipes open in another session does not hold up', () => {
  const source =
    "require('node:child_process').spawn('sleep', ['600'], { detached: true, stdio: 'inherit' }).unref(); console.log('started')";

  test('the end of its job', async () => {
    const cloud = await vertexCloud();
    const job = await create(cloud, 'leave.cjs', source);
    expect((await until(cloud, job, hasEnded)).state).toBe('JOB_STATE_SUCCEEDED');
    expect(await linesOf(cloud, job, 'workerpool0-0', 'started')).toEqual(['started']);
    if (isLinux) expect(processesOf(cloud.folder)).toEqual([]);
  });

  test.each([
    ['a timeout', { scheduling: { timeout: '1s' } }, 'JOB_STATE_FAILED'],
    ['a cancellation', {}, 'JOB_STATE_CANCELLED'],
  ])('%s', async (what, spec, state) => {
    const cloud = await vertexCloud();
    const job = await create(cloud, 'leave.cjs', `${source}; setInterval(() => {}, 1000)`, { spec });
    await linesOf(cloud, job, 'workerpool0-0', 'started');
    if (what === 'a cancellation') await call(cloud, 'POST', `/v1/${job.name}:cancel`, { body: '{}' });
    expect((await until(cloud, job, hasEnded)).state).toBe(state);
  });
});

test('a line of 80 MB is cut as it comes', async () => {
  const cloud = await vertexCloud();
  const source = `const part = 'x'.repeat(1 << 20);
    const write = (left) => left === 0 ? console.log('\\nlast') : process.stdout.write(part, () => write(left - 1));
    write(80);`;
  const job = await create(cloud, 'long-line.cjs', source);
  expect((await until(cloud, job, hasEnded)).state).toBe('JOB_STATE_SUCCEEDED');
  const lines = await linesOf(cloud, job, 'workerpool0-0', 'last');
  expect(lines.map(({ length }) => length)).toEqual([...Array(16).fill(256 * 1024), expect.any(Number), 4]);
  expect(lines[16]).toBe(`… ${80 * 2 ** 20 - 16 * 256 * 1024} characters more of this line are cut off`);
});

test('a job that cannot be stored is no job', async () => {
  const cloud = await vertexCloud();
  await put(cloud, 'x.mjs', '');
  rmSync(join(cloud.folder, 'vertex/jobs'), { recursive: true });
  const answer = await call(cloud, 'POST', PARENT, { body: JSON.stringify(jobOf('x.mjs')) });
  expect(answer.status).toBe(500);
  expect(bugs.splice(0)).toMatchObject([{ code: 'ENOENT' }]);
  expect((await call(cloud, 'GET', PARENT)).json.customJobs).toEqual([]);
});

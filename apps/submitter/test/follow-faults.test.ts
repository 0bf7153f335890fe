/** Followers as processes while a service misbehaves from the job's first state on: what is said, how it ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultProxy } from './support/fault-proxy.ts';
import { FAULTS } from './support/faulty-calls.ts';
import { putObject } from './support/make-bucket.ts';
import { type Bench, type Ended, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

let jobs = 0;

/** A job that goes on until there is an object of its name in the bucket. */
async function makeJob(displayName: string): Promise<string> {
  const request = JSON.parse((await bench.run(['submit', '--dry-run', '--job-name', displayName])).out);
  const script = `setInterval(async () => {
    const { ok } = await fetch(process.env.STORAGE_API_ENDPOINT + '/storage/v1/b/local-bucket/o/${displayName}');
    if (!ok) return;
    console.log('last words');
    process.exit();
  }, 50)`;
  request.jobSpec.workerPoolSpecs[0].containerSpec.args = ['-e', script];
  const url = `${bench.cloud.url}/v1/projects/local-project/locations/europe-west1/customJobs`;
  const created = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  return ((await created.json()) as { name: string }).name.split('/').at(-1) ?? '';
}

interface Followed extends Ended {
  readonly job: string;
  readonly said: string;
}

const FAULT_MS = 2000;

/** Follows a job that runs; from then on the calls that match answer with the fault, for ever or until shortly before its end. */
async function followed(name: string, { calls, isOver }: { calls: RegExp; isOver: boolean }): Promise<Followed> {
  const displayName = `followed-${jobs++}`;
  const job = await makeJob(displayName);
  let isOn = false;
  const { fault } = FAULTS[name] ?? { fault: { kind: 'cut' } as const };
  const proxy = await faultProxy(bench.cloud.url, { fault, matches: (_, path) => isOn && calls.test(path) });
  const env = { AIPLATFORM_API_ENDPOINT: proxy.url, LOGGING_API_ENDPOINT: proxy.url };
  let plan: Promise<void> | undefined;
  const ended = await bench.run(
    ['logs', job, '--follow'],
    (out) => {
      if (!out.includes('── RUNNING')) return;
      plan ??= (async () => {
        isOn = true;
        await sleep(FAULT_MS);
        isOn = !isOver;
        await putObject(bench.cloud.url, { bucket: 'local-bucket', name: displayName, body: 'end' });
      })();
    },
    env,
  );
  await plan;
  await proxy.close();
  return { ...ended, job, said: `${ended.out}${ended.err}` };
}

const times = (text: string, pattern: RegExp): number => text.match(new RegExp(pattern, 'g'))?.length ?? 0;

const LASTING = Object.keys(FAULTS).filter((name) => !name.endsWith('once'));

describe('a log service that answers', () => {
  test.concurrent.each([...LASTING, 'nothing, cutting the connection'])(
    '%s does not outlive the job, and is told once',
    async (name) => {
      const { code, said } = await followed(name, { calls: /entries:list/, isOver: false });
      expect([code, said]).toEqual([0, expect.stringMatching(/state +SUCCEEDED/)]);
      expect(times(said, /the log (cannot|may not) be read|no permission to read logs|logging quota is used up/)).toBe(
        1,
      );
    },
  );
});

describe('a job that the service answers for', () => {
  test.concurrent.each(['401', '403', '404', '412'])('with %s is left with code 6', async (name) => {
    const { code, err, job } = await followed(name, { calls: /customJobs\/\d/, isOver: false });
    expect(code).toBe(6);
    expect(err).toMatch(
      name === '404'
        ? /left: whether the job goes on is not known/
        : /left: the job goes on as far as is known, and costs/,
    );
    expect(err).toMatch(/last seen +RUNNING, .* ago/);
    expect(err).toMatch(/why +\S+/);
    for (const command of [`logs ${job} --follow`, `status ${job}`, `cancel ${job}`]) expect(err).toContain(command);
  });

  test.concurrent.each(
    [...LASTING, 'nothing, cutting the connection'].filter((name) => !/^(401|403|404|412)$/.test(name)),
  )('with %s for a while is waited for, and followed to its end', async (name) => {
    const { code, said } = await followed(name, { calls: /customJobs\/\d/, isOver: true });
    expect([code, said]).toEqual([0, expect.stringMatching(/state +SUCCEEDED/)]);
    expect(times(said, /connection lost/)).toBe(1);
    expect(times(said, /connected again/)).toBe(1);
    expect(said).toContain('last words');
  });
});

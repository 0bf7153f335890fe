import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../src/index.ts';
import { call, cloudFor, put, temporaryFolder } from '../support/cloud.ts';
import { create, entriesOf, get, hasEnded, type Job, linesOf, PARENT, until, vertexCloud } from '../support/vertex.ts';

describe('a job', () => {
  test('passes through its states, and its times are in order', async () => {
    // Long enough to be seen on a machine that is busy with something else.
    const cloud = await vertexCloud({ stateMs: 1000 });
    const job = await create(cloud, 'ok.mjs', 'setTimeout(() => {}, 1000)');
    const seen = new Set<string>();
    const end = await until(cloud, job, (now) => {
      seen.add(now.state);
      return hasEnded(now);
    });
    expect([...seen]).toEqual(['JOB_STATE_QUEUED', 'JOB_STATE_PENDING', 'JOB_STATE_RUNNING', 'JOB_STATE_SUCCEEDED']);
    expect(end.startTime! <= end.endTime!).toBe(true);
    expect(end.error).toBeUndefined();
  });

  test('has values of variables expanded as Kubernetes expands them', async () => {
    const cloud = await vertexCloud();
    const env = [
      { name: 'A', value: 'a' },
      { name: 'B', value: '$(A) $$(A) $$$(A) $(NONE) $x $$ $' },
    ];
    const job = await create(cloud, 'expanded.mjs', 'console.log(process.env.B)', { env });
    await linesOf(cloud, job, 'workerpool0-0', 'a $(A) $a $(NONE) $x $ $');
  });

  test('runs in an empty folder with the documented environment and nothing else', async () => {
    process.env.TAXIFARE_SECRET_OF_THE_TEST = 'leaked';
    const cloud = await vertexCloud();
    const source = `import fs from 'node:fs'; console.log(JSON.stringify({ message: 'env', files: fs.readdirSync('.'), names: Object.keys(process.env).sort(), spec: process.env.CLUSTER_SPEC, model: process.env.AIP_MODEL_DIR, argv: process.argv.slice(2) }))`;
    const args = ['--x=a b', "it's", 'two\nlines', '$HOME', '`id`', ''];
    const job = await create(cloud, 'env.mjs', source, {
      args,
      spec: { baseOutputDirectory: { outputUriPrefix: 'gs://local-bucket/out' } },
    });
    await until(cloud, job, hasEnded);
    await linesOf(cloud, job, 'workerpool0-0', 'env');
    const [entry] = await entriesOf(cloud, job, ' AND resource.labels.task_name="workerpool0-0"');
    expect(entry?.jsonPayload.files).toEqual([]);
    expect(entry?.jsonPayload.argv).toEqual(args);
    expect(entry?.jsonPayload.model).toBe('gs://local-bucket/out/model/');
    expect(entry?.jsonPayload.names).toEqual([
      'AIPLATFORM_API_ENDPOINT',
      'AIP_CHECKPOINT_DIR',
      'AIP_MODEL_DIR',
      'AIP_TENSORBOARD_LOG_DIR',
      'CLOUD_ML_JOB_ID',
      'CLOUD_ML_PROJECT_ID',
      'CLUSTER_SPEC',
      'HOME',
      'LOGGING_API_ENDPOINT',
      'METADATA_SERVER_DETECTION',
      'PATH',
      'STORAGE_API_ENDPOINT',
      'TMPDIR',
    ]);
    expect(JSON.parse(String(entry?.jsonPayload.spec))).toMatchObject({
      environment: 'cloud',
      task: { type: 'workerpool0', index: 0 },
    });
    delete process.env.TAXIFARE_SECRET_OF_THE_TEST;
  });

  test('that exits with an error fails, and the error comes a little later', async () => {
    const cloud = await vertexCloud();
    const end = await until(cloud, await create(cloud, 'fail.mjs', 'process.exit(3)'), hasEnded);
    expect(end.state).toBe('JOB_STATE_FAILED');
    expect(end.error?.message).toContain(
      'The replica workerpool0-0 exited with a non-zero status of 3. Termination reason: Error.',
    );
  });

  test('that runs out of time is ended, even if it does not listen', async () => {
    const cloud = await vertexCloud();
    const source =
      "process.on('SIGTERM', () => console.log('asked to stop')); console.log('up'); setInterval(() => {}, 1000)";
    const job = await create(cloud, 'slow.mjs', source, { spec: { scheduling: { timeout: '1s' } } });
    const end = await until(cloud, job, hasEnded);
    expect(end.error?.message).toContain('exceeded its timeout of 1s');
    expect(await linesOf(cloud, job, 'workerpool0-0', 'asked to stop')).toEqual(['up', 'asked to stop']);
  });

  test('that is cancelled is cancelled, by way of CANCELLING', async () => {
    const cloud = await vertexCloud();
    const job = await create(cloud, 'long.mjs', 'setInterval(() => {}, 1000)');
    await until(cloud, job, ({ state }) => state === 'JOB_STATE_RUNNING');
    await call(cloud, 'POST', `/v1/${job.name}:cancel`, { body: '{}' });
    expect((await get(cloud, job)).state).toBe('JOB_STATE_CANCELLING');
    expect(await until(cloud, job, hasEnded)).toMatchObject({ state: 'JOB_STATE_CANCELLED', error: { code: 1 } });
  });

  test('whose image is not there fails as it would for want of a pull', async () => {
    const cloud = await vertexCloud();
    const end = await until(cloud, await create(cloud, 'x.mjs', '', { image: 'python:3.12' }), hasEnded);
    expect(end.error?.message).toContain('The image python:3.12 cannot be pulled');
  });

  test('of several replicas tells each its place, and ends with the primary', async () => {
    const cloud = await vertexCloud();
    const source = `const { task, cluster } = JSON.parse(process.env.CLUSTER_SPEC); console.log([task.type, task.index, cluster.workerpool1.length, process.env.TF_CONFIG !== undefined].join()); if (task.type !== 'workerpool0') setInterval(() => {}, 1000); else setTimeout(() => {}, 300)`;
    const job = await create(cloud, 'many.mjs', source, { workers: 2 });
    expect((await until(cloud, job, hasEnded)).state).toBe('JOB_STATE_SUCCEEDED');
    for (const [task, index] of [
      ['workerpool0', 0],
      ['workerpool1', 0],
      ['workerpool1', 1],
    ]) {
      expect(await linesOf(cloud, job, `${task}-${index}`, `${task},${index},2,true`)).toHaveLength(1);
    }
  });

  test('cannot change an object through its mount', async () => {
    const cloud = await vertexCloud();
    await put(cloud, 'data.csv', 'bytes of the object');
    const source = "import fs from 'node:fs'; fs.writeFileSync(process.argv[2], 'EVIL'); console.log('written')";
    const job = await create(cloud, 'write.mjs', source, { args: ['/gcs/local-bucket/data.csv'] });
    expect((await until(cloud, job, hasEnded)).state).toBe('JOB_STATE_SUCCEEDED');
    const { text } = await call(cloud, 'GET', '/storage/v1/b/local-bucket/o/data.csv?alt=media');
    expect(text).toBe('bytes of the object');
  });

  test('reads what its image has and what is its own, and no file of this machine, in threads neither', async () => {
    const cloud = await vertexCloud();
    const laptop = join(await temporaryFolder(), 'trips.csv');
    await writeFile(laptop, 'fare_amount\n');
    const source = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { Worker, isMainThread, workerData } from 'node:worker_threads';
      const path = isMainThread ? process.argv[2] : workerData;
      const tried = (act) => { try { act(); return 'done' } catch ({ code }) { return code } };
      const own = tmpdir() + '/' + isMainThread;
      console.log([isMainThread, tried(() => readFileSync(path)), tried(() => readFileSync('/etc/hosts')),
        tried(() => { writeFileSync(own, ''); readFileSync(own) }), tried(() => writeFileSync(path, ''))].join());
      if (isMainThread) {
        new Worker(new URL(import.meta.url), { workerData: path }).on('exit', () => console.log('end'));
      }
    `;
    const job = await create(cloud, 'reads.mjs', source, { args: [laptop] });
    expect((await until(cloud, job, hasEnded)).state).toBe('JOB_STATE_SUCCEEDED');
    const lines = [true, false].map((isMain) => `${isMain},ERR_ACCESS_DENIED,done,done,ERR_ACCESS_DENIED`);
    expect(await linesOf(cloud, job, 'workerpool0-0', 'end')).toEqual([...lines, 'end']);
    expect(await readFile(laptop, 'utf8')).toBe('fare_amount\n');
  });

  test('runs also where a link leads to the folder of its cloud', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'real'));
    await symlink(join(folder, 'real'), join(folder, 'link'));
    const cloud = await vertexCloud({}, join(folder, 'link', 'cloud'));
    const source = "import { readFileSync } from 'node:fs'; console.log(readFileSync(process.argv[2], 'utf8'))";
    const job = await create(cloud, 'linked.mjs', source, { args: ['/gcs/local-bucket/linked.mjs'] });
    expect((await until(cloud, job, hasEnded)).state).toBe('JOB_STATE_SUCCEEDED');
    await linesOf(cloud, job, 'workerpool0-0', source);
  });

  test('starts a replica that is killed from outside again, up to five times', async () => {
    const cloud = await vertexCloud();
    const source = "console.log('here'); process.kill(process.pid, 'SIGKILL')";
    const job = await create(cloud, 'killed.mjs', source);
    const end = await until(cloud, job, hasEnded);
    expect(end.error?.message).toContain('non-zero status of 137. Termination reason: SIGKILL');
    expect((await linesOf(cloud, job, 'workerpool0-0', 'here')).length).toBeGreaterThanOrEqual(5);
    const once = await create(cloud, 'killed.mjs', source, { spec: { scheduling: { disableRetries: true } } });
    await until(cloud, once, hasEnded);
    expect(await linesOf(cloud, once, 'workerpool0-0', 'here')).toEqual(['here']);
  });

  test('that was not over when its cloud ended has failed for the next one', async () => {
    const folder = await temporaryFolder();
    const first = await startEmulator({ folder, pace: { stateMs: 5 } });
    const job = await create(first, 'long.mjs', 'setInterval(() => {}, 1000)');
    await until(first, job, ({ state }) => state === 'JOB_STATE_RUNNING');
    await first.close();
    const second = await cloudFor({ folder, services: ['storage', 'vertex'] });
    expect((await get(second, job)).state).toMatch(/JOB_STATE_(FAILED|CANCELLED)/);
  });
});

test('a line of a job that is a JSON object becomes fields, and standard error is an error', async () => {
  const cloud = await vertexCloud();
  const source = `console.log(JSON.stringify({ severity: 'WARNING', message: 'hot', rows: 3 })); console.error('oh'); console.log('plain')`;
  const job = await create(cloud, 'log.mjs', source);
  await until(cloud, job, hasEnded);
  await linesOf(cloud, job, 'workerpool0-0', 'oh');
  await linesOf(cloud, job, 'workerpool0-0', 'plain');
  const entries = await entriesOf(cloud, job, ' AND resource.labels.task_name="workerpool0-0"');
  const of = (message: string) => entries.find(({ jsonPayload }) => jsonPayload.message === message);
  expect(of('hot')).toMatchObject({ severity: 'WARNING', jsonPayload: { message: 'hot', rows: 3 } });
  expect(of('oh')?.severity).toBe('ERROR');
  expect(of('plain')?.severity).toBe('INFO');
});

test('entries can come out of order, as on the real service', async () => {
  const cloud = await vertexCloud({ lateEntryOneIn: 3, logMs: 40 });
  const job = await create(cloud, 'count.mjs', 'for (let i = 0; i < 9; i++) console.log(i); setTimeout(() => {}, 150)');
  const seen: string[] = [];
  while (seen.length < 9) {
    const entries = await entriesOf(cloud, job, ' AND resource.labels.task_name="workerpool0-0"');
    for (const { jsonPayload } of entries)
      if (!seen.includes(String(jsonPayload.message))) seen.push(String(jsonPayload.message));
  }
  expect(seen).not.toEqual([...seen].sort());
  expect([...seen].sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
});

test('a list of jobs is newest first, by filter and in pages', async () => {
  const cloud = await vertexCloud();
  const jobs: Job[] = [];
  for (let i = 0; i < 3; i++)
    jobs.push(await create(cloud, `job-${i}.mjs`, '', { labels: { app: i === 1 ? 'other' : 'mine' } }));
  const names = async (query: string) =>
    ((await call(cloud, 'GET', `${PARENT}?${query}`)).json.customJobs as { displayName: string }[]).map(
      ({ displayName }) => displayName,
    );
  expect(await names('')).toEqual(['job-2.mjs', 'job-1.mjs', 'job-0.mjs']);
  expect(await names(`filter=${encodeURIComponent('labels.app=mine AND display_name!="job-0.mjs"')}`)).toEqual([
    'job-2.mjs',
  ]);
  const page = (await call(cloud, 'GET', `${PARENT}?pageSize=2`)).json;
  expect(await names(`pageSize=2&pageToken=${page.nextPageToken}`)).toEqual(['job-0.mjs']);
  await call(cloud, 'DELETE', `/v1/${jobs[0]?.name}`);
  expect((await call(cloud, 'GET', `/v1/${jobs[0]?.name}`)).status).toBe(404);
});

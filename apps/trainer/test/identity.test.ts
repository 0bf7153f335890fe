import { appendFileSync, globSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Emulator, startEmulator } from '@taxifare/emulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOB_FILE, runTrainer } from './support/run-trainer.ts';
import { HEADER, tripRows } from './support/trips.ts';

/** Three shards and a bit for one file; what its parts are cut into is another matter. */
const ROWS = 12_000;
const TIMES = 44;
const JOBS = '/v1/projects/local-project/locations/europe-west1/customJobs';

let cloud: Emulator;
let folder: string;

const LAYOUTS = ['one', 'forty', 'mixed'] as const;
type Layout = (typeof LAYOUTS)[number];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taxifare-identity-'));
  const rows = tripRows(ROWS);
  // A line end within quotes, now and then: a shard may begin inside of it.
  const chunk = `${rows.map((row, i) => (i % 50 === 0 ? `"k\n,${i}"${row.slice(row.indexOf(','))}` : row)).join('\n')}\n`;
  for (const layout of LAYOUTS) mkdirSync(join(folder, layout));
  writeFileSync(join(folder, 'one/all.csv'), `${HEADER}\n`);
  for (let i = 0; i < TIMES; i++) appendFileSync(join(folder, 'one/all.csv'), chunk);
  for (let i = 0; i < 40; i++)
    writeFileSync(
      join(folder, `forty/part-${String(i).padStart(2, '0')}.csv`),
      `${HEADER}\n${chunk.slice(0, 400_000 + i * 1000)}`,
    );
  for (let i = 0; i < 6; i++) {
    const csv = `${HEADER}\n${chunk.repeat(i === 0 ? 20 : 1)}`;
    writeFileSync(
      join(folder, `mixed/part-${i}.csv${i % 2 === 0 ? '.gz' : ''}`),
      i % 2 === 0 ? gzipSync(csv, { level: 1 }) : csv,
    );
  }
  cloud = await startEmulator({ folder: join(folder, 'cloud'), pace: { stateMs: 5, errorMs: 5, logMs: 5 } });
  await upload('trainer.mjs', readFileSync(JOB_FILE));
  for (const layout of LAYOUTS) {
    for (const name of globSync('*', { cwd: join(folder, layout) }))
      await upload(`${layout}/${name}`, readFileSync(join(folder, layout, name)));
  }
});

afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

async function upload(name: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const answer = await fetch(
    `${cloud.url}/upload/storage/v1/b/local-bucket/o?uploadType=media&name=${encodeURIComponent(name)}`,
    { method: 'POST', body },
  );
  if (answer.status !== 200) throw new Error(await answer.text());
}

let runs = 0;
let killedInAll = 0;

/** The model's text, trained on local files. */
async function fromFiles(layout: Layout, threads: number): Promise<string> {
  const output = join(folder, `out-${runs++}`);
  const { code, err } = await runTrainer(
    ['--data', join(folder, layout, '*'), '--no-upload', '--output', output, '--threads', `${threads}`],
    { cwd: folder },
  );
  if (code !== 0) throw new Error(err);
  return readFileSync(join(output, 'model.json'), 'utf8');
}

/** The model's text, trained on the local cloud by a job of so many replicas, some of them killed on the way. */
async function fromJob(
  layout: Layout,
  { replicas, threads, kills = 0 }: { readonly replicas: number; readonly threads: number; readonly kills?: number },
): Promise<string> {
  const base = `gs://local-bucket/jobs/${layout}-${runs++}`;
  const args = [
    '/gcs/local-bucket/trainer.mjs',
    '--data',
    `gs://local-bucket/${layout}/*`,
    '--threads',
    `${threads}`,
    '--checkpoint-seconds',
    '0',
    '--replica-timeout',
    '60',
  ];
  const pool = (count: number) => ({
    machineSpec: { machineType: 'e2-standard-4' },
    replicaCount: `${count}`,
    containerSpec: {
      imageUri: 'node:24-slim',
      command: ['node'],
      args,
      env: [{ name: 'BUCKET_NAME', value: 'local-bucket' }],
    },
  });
  const workerPoolSpecs = replicas === 1 ? [pool(1)] : [pool(1), pool(replicas - 1)];
  const body = JSON.stringify({
    displayName: layout,
    jobSpec: { workerPoolSpecs, baseOutputDirectory: { outputUriPrefix: base } },
  });
  const { name } = await json(`${cloud.url}${JOBS}`, { method: 'POST', body });
  let killed = 0;
  for (;;) {
    const job = await json(`${cloud.url}/v1/${name}`);
    if (job.state === 'JOB_STATE_SUCCEEDED') break;
    if (job.state === 'JOB_STATE_FAILED' && job.error) throw new Error(job.error.message);
    if (job.state === 'JOB_STATE_RUNNING' && killed < kills && (await killOne(name))) {
      killed += 1;
      killedInAll += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 15 + ((runs * 37 + killed * 91) % 120)));
  }
  return await (
    await fetch(
      `${cloud.url}/storage/v1/b/local-bucket/o/${encodeURIComponent(`${base.slice('gs://local-bucket/'.length)}/model/model.json`)}?alt=media`,
    )
  ).text();
}

interface JobAnswer {
  readonly name: string;
  readonly state: string;
  readonly error?: { readonly message: string };
}

async function json(url: string, init: RequestInit = {}): Promise<JobAnswer> {
  return (await (await fetch(url, init)).json()) as JobAnswer;
}

/** kill -9 of one of the job's processes, found by the folder that it runs in. */
async function killOne(job: string): Promise<boolean> {
  const id = job.split('/').at(-1) ?? '';
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isIn(entry));
  const pid = pids[runs % Math.max(1, pids.length)];
  if (pid === undefined) return false;
  try {
    process.kill(Number(pid), 'SIGKILL');
    return true;
  } catch {
    return false;
  }
  function isIn(entry: string): boolean {
    try {
      return readlinkSync(`/proc/${entry}/cwd`).includes(`/vertex/work/${id}/`);
    } catch {
      return false;
    }
  }
}

const canKill = process.platform === 'linux';
if (!canKill) console.warn('NOT RUN: kill -9 of replicas; processes are found through /proc');

/** Replicas, threads of each, replicas killed. `TAXIFARE_MATRIX=1` takes every combination. */
const MATRIX = [1, 2, 5].flatMap((replicas) =>
  [1, 2, 3, 7].flatMap((threads) => [0, 2].map((kills) => [replicas, threads, kills] as const)),
);
const SOME = [
  [1, 3, 0],
  [2, 1, 0],
  [5, 1, 0],
  [1, 1, 2],
  [2, 1, 2],
  [5, 1, 2],
] as const;
const jobs = (process.env.TAXIFARE_MATRIX === undefined ? SOME : MATRIX).filter(
  ([, , kills]) => kills === 0 || canKill,
);

describe.each(LAYOUTS)('model.json of the layout "%s" is the same to the last byte', (layout) => {
  let expected = '';
  beforeAll(async () => {
    expected = await fromFiles(layout, 1);
    expect(JSON.parse(expected).metrics.train.rows).toBeGreaterThan(10_000);
  });

  test.each([2, 3, 7])('with %d threads', async (threads) => {
    expect(await fromFiles(layout, threads)).toBe(expected);
  });

  test.each(jobs)(
    'from the bucket, by %d replicas of %d threads, with %d kills on the way',
    async (replicas, threads, kills) => {
      expect(await fromJob(layout, { replicas, threads, kills })).toBe(expected);
    },
  );
});

/** `TAXIFARE_KILLS=50` makes it a soak. */
const KILLS = Number(process.env.TAXIFARE_KILLS ?? 3);

test.runIf(canKill)(
  `a replica killed at any moment changes no byte, ${KILLS} times`,
  async () => {
    const expected = await fromFiles('one', 1);
    const before = killedInAll;
    for (let i = 0; i < KILLS; i++) {
      expect(await fromJob('one', { replicas: 3, threads: 1, kills: 1 }), `turn ${i}`).toBe(expected);
    }
    console.log(`${killedInAll - before} of ${KILLS} jobs had a replica killed`);
  },
  Math.max(180_000, KILLS * 30_000),
);

test.runIf(canKill)('replicas were killed indeed', () => {
  expect(killedInAll).toBeGreaterThan(5);
});

/**
 * Every command while Google's services misbehave, at all calls of a service and at single ones: which exit code, how soon
 * the first word, how soon the end. The suite tries the rows that are quick; `FAULTS=all` tries all, prints the table, and
 * takes some minutes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultProxy } from './support/fault-proxy.ts';
import { FAULT_NAMES, type FaultyCall, type Row, tried } from './support/faulty-calls.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
let job = '';
beforeAll(async () => {
  bench = await openBench();
  writeFileSync(join(bench.folder, 'large.csv'), Buffer.alloc(9e6, 'a,b\n'));
  await bench.run(['submit', '--job-name', 'trained']);
  await bench.run(['deploy']);
  job = JSON.parse((await bench.run(['status', 'trained', '--json'])).out).number;
});
afterAll(async () => {
  await bench.close();
});

/** What one row does is nothing that another one sees: places of its own, by its number. */
type Asked = Omit<FaultyCall, 'args'> & {
  readonly args: (row: number) => readonly string[];
  /** What has to be there before. */
  readonly before?: (row: number) => Promise<unknown>;
};

const regionOf = (row: number): readonly string[] => ['--region', `europe-west${100 + row}`];
const projectOf = (row: number): readonly string[] => ['--project', `project-${row}`, '--bucket', `bucket-of-${row}`];
const submit = (row: number): readonly string[] => [
  ...['submit', '--no-stream-logs', '--job-name', `job-${row}`, '--training-folder', `trainings-${row}`],
];
const put = (row: number): readonly string[] => ['put', 'large.csv', '--to', `data/large-${row}.csv`];
const deploy = (row: number): readonly string[] => ['deploy', ...regionOf(row)];
const setup = (row: number): readonly string[] => ['setup', ...projectOf(row)];

/** A call by its method and a pattern of its path. */
const only =
  (method: string, pattern: RegExp): NonNullable<FaultyCall['matches']> =>
  (asked, path) =>
    asked === method && pattern.test(decodeURIComponent(path));

const vertex = (command: string, args: Asked['args']): Asked => ({
  ...{ command, args, service: 'vertex', at: 'every call of Vertex AI' },
});
const storage = (command: string, args: Asked['args']): Asked => ({
  ...{ command, args, service: 'storage', at: 'every call of Cloud Storage' },
});

const CALLS: readonly Asked[] = [
  vertex('submit', submit),
  vertex('list', () => ['list']),
  vertex('status', () => ['status', job]),
  vertex('logs', () => ['logs', job]),
  vertex('cancel', () => ['cancel', job]),
  vertex('download', () => ['download', job, '--to', 'here']),
  vertex('deploy', deploy),
  vertex('predict', () => ['predict', '--distance', '3']),
  vertex('models', () => ['models']),
  vertex('rollback', () => ['rollback']),
  vertex('undeploy', (row) => ['undeploy', ...regionOf(row)]),
  vertex('setup', setup),
  vertex('doctor', () => ['doctor']),
  storage('submit', submit),
  storage('put', put),
  storage('download', () => ['download', job, '--to', 'here']),
  storage('status', () => ['status', job]),
  storage('deploy', deploy),
  storage('setup', setup),
  storage('doctor', () => ['doctor']),
  { ...vertex('submit', submit), at: 'create', matches: only('POST', /\/customJobs/) },
  { ...vertex('logs', () => ['logs', job]), at: 'entries:list', matches: only('POST', /entries:list/) },
  {
    ...vertex('cancel', (row) => ['cancel', `slow-${row}`]),
    ...{ at: ':cancel', matches: only('POST', /:cancel/), before: (row) => makeSlowJob(`slow-${row}`) },
  },
  { ...vertex('predict', () => ['predict', '--distance', '3']), at: ':predict', matches: only('POST', /:predict/) },
  { ...vertex('deploy', deploy), at: 'models:upload', matches: only('POST', /models:upload/) },
  { ...vertex('deploy', deploy), at: 'endpoints', matches: only('POST', /\/endpoints$/) },
  { ...vertex('deploy', deploy), at: ':deployModel', matches: only('POST', /:deployModel/) },
  { ...vertex('deploy', deploy), at: 'its operations', matches: only('GET', /\/operations\//) },
  {
    ...vertex('undeploy', (row) => ['undeploy', ...regionOf(row)]),
    ...{ at: ':undeployModel', matches: only('POST', /:undeployModel/), before: (row) => bench.run(deploy(row)) },
  },
  { ...vertex('setup', setup), at: 'services', matches: only('POST', /:batchEnable/) },
  { ...vertex('setup', setup), at: 'the account', matches: only('POST', /\/serviceAccounts/) },
  { ...vertex('setup', setup), at: 'its policy', matches: only('POST', /:setIamPolicy/) },
  { ...storage('submit', submit), at: 'the bucket', matches: only('GET', /\/b\/[^/]+\?$/) },
  { ...storage('submit', submit), at: 'its folder', matches: only('GET', /\/o\?prefix=/) },
  { ...storage('submit', submit), at: 'the data', matches: only('GET', /\/o\/data\/\S+\?$/) },
  { ...storage('submit', submit), at: "the data's bytes", matches: only('GET', /\/o\/data\/\S+alt=media/) },
  { ...storage('submit', submit), at: 'the manifest', matches: only('POST', /manifest\.json/) },
  { ...storage('submit', submit), at: 'the bundle', matches: only('POST', /trainer\.mjs/) },
  { ...storage('put', put), at: 'the session', matches: only('POST', /uploadType=resumable/) },
  { ...storage('put', put), at: 'the pieces', matches: only('PUT', /./) },
  {
    ...storage('download', () => ['download', job, '--to', 'here']),
    at: 'the bytes',
    matches: only('GET', /alt=media/),
  },
  { ...storage('deploy', deploy), at: "the model's bytes", matches: only('GET', /alt=media/) },
  { ...storage('setup', setup), at: 'the new bucket', matches: only('POST', /\/b\?/) },
  { ...storage('setup', setup), at: "the bucket's policy", matches: only('PUT', /\/iam/) },
];

/** A job that goes on until it is cancelled. */
async function makeSlowJob(displayName: string): Promise<void> {
  const request = JSON.parse((await bench.run(['submit', '--dry-run', '--job-name', displayName])).out);
  request.jobSpec.workerPoolSpecs[0].containerSpec.args = ['-e', 'setInterval(() => {}, 1000)'];
  const url = `${bench.cloud.url}/v1/projects/local-project/locations/europe-west1/customJobs`;
  await fetch(url, { method: 'POST', body: JSON.stringify(request) });
}

/** What a script has to be able to tell apart: the first that fits `COMMAND CALL FAULT`; all else ends in 4, with who acts. */
const CODES: readonly (readonly [fits: RegExp, code: number])[] = [
  // What is wrong is doctor's finding.
  [/^doctor .* once$/, 0],
  [/^doctor/, 2],
  // There is one version: none to go back to.
  [/^rollback .* once$/, 2],
  // The job is told all the same, and that its model cannot be read.
  [/^status every call of Cloud Storage/, 0],
  // Where it is, is looked at as a courtesy.
  [/^submit the bucket/, 0],
  // Who submits may have no right to look; the job's own account may.
  [/^submit (its folder|the data|the data's bytes) 403/, 0],
  // There is no such job, no such object, and a bucket that may not be seen is another's.
  [/^(status|logs|cancel|download) every call of Vertex AI 404/, 2],
  [/^(download|deploy) every call of Cloud Storage 404/, 2],
  [/^submit the data 404/, 2],
  [/^setup every call of Cloud Storage 403/, 2],
  // The answer has nothing in it that is read.
  [/^cancel :cancel wrong types/, 0],
  // The job, or what was begun, may go on.
  [/^submit every call of Vertex AI (50\d for ever|a list|wrong types|hang)/, 6],
  [/^deploy its operations .*(?<! once)$/, 6],
  [/ (models:upload|endpoints|:deployModel|:undeployModel|services) (50\d|a list|wrong types|hang)/, 6],
  // What changes something is not asked for twice, but where it came too often.
  [/^setup (the account|its policy|the new bucket|the bucket's policy) 500 once/, 4],
  [/ once$/, 0],
];

const codeOf = ({ command, at }: Asked, fault: string): number =>
  CODES.find(([fits]) => fits.test(`${command} ${at} ${fault}`))?.[1] ?? 4;

/** A create that hangs may arrive, and is looked for as long. */
const mostSecondsOf = ({ at }: Asked, fault: string): number => (at === 'create' && fault === 'hang' ? 150 : 60);

const everything = process.env.FAULTS === 'all';
const rows = CALLS.flatMap((call) =>
  FAULT_NAMES.map((fault) => ({ call, fault, ...{ command: call.command, at: call.at } })),
)
  .map((row, number) => ({ ...row, number }))
  .filter(({ call, fault }) => fault !== 'closed port' || call.matches === undefined)
  .filter(({ command }) => (process.env.COMMANDS ?? command).split(',').includes(command))
  .filter(({ at }) => new RegExp(process.env.AT ?? '').test(at))
  .filter(({ fault }) => new RegExp(process.env.FAULT ?? '').test(fault));
// A few of many, by turns: together all faults and all calls are tried.
const quick = rows.filter(({ fault }) => !/for ever|hang/.test(fault));
const chosen = everything ? rows : quick.filter((_, i) => i % 16 === 0);

describe('while a service misbehaves', () => {
  const table: Row[] = [];
  test.concurrent.each(chosen)(
    '$command speaks soon, ends soon, and has a code of its own: $fault at $at',
    async (one) => {
      await one.call.before?.(one.number);
      const row = await tried(bench, { ...one.call, args: one.call.args(one.number) }, one.fault);
      table.push(row);
      const { text, ...shown } = row;
      expect(row.code, JSON.stringify(shown)).toBe(codeOf(one.call, one.fault));
      expect(row.firstWordS, JSON.stringify(shown)).toBeLessThan(5);
      expect(row.endS, JSON.stringify(shown)).toBeLessThan(mostSecondsOf(one.call, one.fault));
      if (row.code === 4 || row.code === 6) expect(row.said).toMatch(/^.+: .+; .+/);
      expect(text).not.toMatch(/at .*\.(ts|mjs):\d+|<html|a bug of ours/i);
    },
  );
  test.runIf(everything).concurrent('a create that is delayed by 75 s makes one job, which is followed', async () => {
    const matches = only('POST', /\/customJobs/);
    const proxy = await faultProxy(bench.cloud.url, { fault: { kind: 'delay', ms: 75_000 }, matches, times: 1 });
    const env = { AIPLATFORM_API_ENDPOINT: proxy.url, LOGGING_API_ENDPOINT: proxy.url };
    const { code, out, err, endMs } = await bench.run(['submit', '--job-name', 'delayed'], undefined, env);
    await proxy.close();
    expect([code, out]).toEqual([0, expect.stringMatching(/state +SUCCEEDED/)]);
    expect(err).toMatch(/not there yet; it may still arrive for \d+ s/);
    expect(endMs).toBeGreaterThan(75_000);
    const jobs: { displayName: string }[] = JSON.parse((await bench.run(['list', '--json', '--limit', '10000'])).out);
    expect(jobs.filter(({ displayName }) => displayName === 'delayed')).toHaveLength(1);
  });

  afterAll(() => {
    if (!everything) return;
    for (const { command, at, fault, code, firstWordS, endS, said } of table)
      console.log([command, at, fault, code, firstWordS.toFixed(1), endS.toFixed(1), said].join(' | '));
  });
});

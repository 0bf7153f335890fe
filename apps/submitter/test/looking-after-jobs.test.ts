import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await bench.run(['submit', '--job-name', 'first']);
});
afterAll(async () => {
  await bench.close();
});

describe('a job', () => {
  test('that runs out of time ends with 5', async () => {
    // A replica that never comes keeps the primary waiting.
    const { out } = await bench.run([
      'submit',
      '--dry-run',
      '--job-name',
      'slow',
      '--replicas',
      '2',
      '--timeout',
      '60s',
    ]);
    const request = JSON.parse(out);
    request.jobSpec.scheduling.timeout = '1s';
    request.jobSpec.workerPoolSpecs[1].containerSpec.args = ['-e', 'setInterval(() => {}, 1000)'];
    const created = await fetch(`${bench.cloud.url}/v1/projects/local-project/locations/europe-west1/customJobs`, {
      method: 'POST',
      body: JSON.stringify(request),
    });
    const { name } = (await created.json()) as { name: string };
    const { code, out: said } = await bench.run(['logs', name, '--follow']);
    expect(code).toBe(5);
    expect(said).toContain('the job ran out of its time');
  });

  test('that is cancelled from elsewhere is followed to its end by two at once', async () => {
    const { out } = await bench.run(['submit', '--dry-run', '--job-name', 'two-followers']);
    const request = JSON.parse(out);
    request.jobSpec.workerPoolSpecs[0].containerSpec.args = ['-e', 'console.log("up"); setInterval(() => {}, 1000)'];
    const created = await fetch(`${bench.cloud.url}/v1/projects/local-project/locations/europe-west1/customJobs`, {
      method: 'POST',
      body: JSON.stringify(request),
    });
    const { name } = (await created.json()) as { name: string };
    let cancelling: Promise<unknown> | undefined;
    const follow = () =>
      bench.run(['logs', name, '--follow'], (text) => {
        if (text.includes('up')) cancelling ??= bench.run(['cancel', 'two-followers']);
      });
    const [a, b] = await Promise.all([follow(), follow()]);
    await cancelling;
    for (const { code, out: said } of [a, b]) {
      expect(code).toBe(5);
      expect(said.match(/ up$/gm)).toHaveLength(1);
      expect(said).toContain('the job was cancelled');
    }
  });

  test('whose lines come late and out of order shows each of them once', async () => {
    const late = await openBench({ lateEntryOneIn: 3, logMs: 8 });
    const { code, out } = await late.run(['submit']);
    await late.close();
    expect(code).toBe(0);
    for (const line of ['read: 1,000 rows', 'kept: 972 rows', 'trained on 972 rows', 'done in'])
      expect(out.split(line)).toHaveLength(2);
  });

  test('is found by number, by name and by full name, and its files come down', async () => {
    const number = JSON.parse((await bench.run(['status', 'first', '--json'])).out).number as string;
    const full = `projects/local-project/locations/europe-west1/customJobs/${number}`;
    for (const job of [number, 'first', full])
      expect((await bench.run(['status', job])).out).toContain('state     SUCCEEDED');
    const { code } = await bench.run(['download', 'first', '--to', 'here']);
    expect(code).toBe(0);
    for (const name of ['model.json', 'model.joblib', 'run.json'])
      expect(existsSync(join(bench.folder, 'here', name)), name).toBe(true);
    expect((await bench.run(['status', 'nobody'])).code).toBe(2);
    expect((await bench.run(['logs', 'first'])).out).toContain('read: 1,000 rows');
    const none = await bench.run(['logs', 'first', '--task', 'workerpool7-0']);
    expect([none.code, none.err]).toEqual([0, expect.stringContaining('there are no lines of workerpool7-0\n')]);
  });
});

test('the commands to paste repeat where the job is, unless .env says it', async () => {
  const { out } = await bench.run(['status', 'first', '--bucket', 'local-bucket', '--region', 'europe-west1']);
  const place = '--bucket local-bucket --project local-project';
  expect(out).toMatch(new RegExp(`submitter download \\d+ ${place} --region europe-west1\n`));
  expect((await bench.run(['status', 'first'])).out).toMatch(new RegExp(`submitter download \\d+ ${place}\n`));
  writeFileSync(join(bench.folder, '.env'), 'BUCKET_NAME=local-bucket\nPROJECT_ID=local-project\n');
  expect((await bench.run(['status', 'first'])).out).toMatch(/submitter download \d+\n/);
  rmSync(join(bench.folder, '.env'));
});

test('each command to paste works where nothing but the endpoints is set any more', async () => {
  const { out } = await bench.run(['status', 'first']);
  const hints = [...out.matchAll(/pnpm(?:@12)? submitter (.+)$/gm)].map(([, line = '']) => line.split(' '));
  expect(hints.map(([command]) => command)).toEqual(['download', 'logs', 'list']);
  for (const args of hints) {
    const { code, err } = await bench.run(args, undefined, { BUCKET_NAME: '', PROJECT_ID: '' });
    // A machine that is busy lets the program say that it waits.
    expect([args[0], code, err.replace(/^waiting for .*\n/gm, '')]).toEqual([args[0], 0, '']);
  }
});

test('logs has the last lines, those of the last so long, and those of a replica', async () => {
  const all = JSON.parse((await bench.run(['logs', 'first', '--json'])).out) as { message: string }[];
  const { out } = await bench.run(['logs', 'first', '--tail', '2', '--json']);
  expect(JSON.parse(out)).toEqual(all.slice(-2));
  const { out: recent } = await bench.run(['logs', 'first', '--since', '1h30m', '--json']);
  expect(JSON.parse(recent)).toEqual(all);
  const none = await bench.run(['logs', 'first', '--task', 'workerpool9-9', '--since', '90s']);
  expect([none.code, none.err]).toEqual([0, 'there are no lines of workerpool9-9 of the last 1 min 30 s\n']);
  const wrong = await bench.run(['logs', 'first', '--tail', '0', '--since', '10']);
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringMatching(/--tail: [\s\S]*--since: has no unit/)]);
});

test('package shows what would be uploaded', async () => {
  const { code, out } = await bench.run(['package']);
  expect(code).toBe(0);
  expect(out).toMatch(/sha256 +[0-9a-f]{64}/);
  expect(out).toMatch(/^ {2}@google-cloud\/storage +\d+\.\d+\.\d+ +Apache-2\.0$/m);
  expect(out).not.toContain('@google-cloud/aiplatform');
});

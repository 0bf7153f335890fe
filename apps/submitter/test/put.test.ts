import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultProxy, faultProxy } from './support/fault-proxy.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

/** Three pieces. */
const BYTES = 20e6;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  writeFileSync(join(bench.folder, 'large.csv'), Buffer.alloc(BYTES, 'pickup,dropoff\n'));
});
afterAll(async () => {
  await bench.close();
});

const folder = (): string => join(bench.folder, 'state', 'taxifare', 'uploads');
const sessions = (): readonly string[] => readdirSync(folder());
const puts = ({ calls }: FaultProxy): number => calls.filter((call) => call.startsWith('PUT')).length;
const begun = ({ calls }: FaultProxy): number =>
  calls.filter((call) => /^POST .*uploadType=resumable/.test(call)).length;

/** Uploads through a proxy; killed when the piece of that number hangs. */
async function put(to: string, { killedAt }: { readonly killedAt?: number } = {}) {
  let pieces = 0;
  const matches = (method: string): boolean => method === 'PUT' && ++pieces === killedAt;
  const proxy = await faultProxy(bench.cloud.url, { fault: { kind: 'hang' }, matches });
  const env = { STORAGE_API_ENDPOINT: proxy.url, XDG_STATE_HOME: join(bench.folder, 'state') };
  const killing = (_: string, kill: (signal: NodeJS.Signals) => void): void => {
    if (killedAt === undefined) return;
    const looking = setInterval(() => {
      if (puts(proxy) < killedAt) return;
      clearInterval(looking);
      kill('SIGKILL');
    }, 20).unref();
  };
  const { code, out, err } = await bench.run(['put', 'large.csv', '--to', to], killing, env);
  return { code, out, err, proxy };
}

test('put that was killed goes on where it was, and leaves no address of a session behind', async () => {
  const killed = await put('data/killed.csv', { killedAt: 2 });
  expect(killed.code).toBeNull();
  expect(sessions()).toHaveLength(1);
  const [name = ''] = sessions();
  expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  const [session = ''] = readFileSync(join(folder(), name), 'utf8').split('\n');
  expect(session).toContain('upload_id=');
  // The address of the proxy that is gone: what is remembered is of the same service at the same address.
  await killed.proxy.close();
  writeFileSync(join(folder(), name), session.replace(killed.proxy.url, bench.cloud.url));
  const env = { XDG_STATE_HOME: join(bench.folder, 'state') };
  const { code, out } = await bench.run(['put', 'large.csv', '--to', 'data/killed.csv'], undefined, env);
  expect([code, out]).toEqual([0, expect.stringContaining('going on after 8.4 MB, which are there already')]);
  expect(out).toContain('gs://local-bucket/data/killed.csv is there, its checksum compared');
  expect(`${out}${killed.out}${killed.err}`).not.toContain(session);
  expect(sessions()).toEqual([]);
  const stored = await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o/data%2Fkilled.csv?alt=media`);
  expect(Buffer.from(await stored.arrayBuffer()).equals(readFileSync(join(bench.folder, 'large.csv')))).toBe(true);
});

test("put begins anew where the file was changed, the session is gone, or its address is not the service's", async () => {
  const killed = await put('data/changed.csv', { killedAt: 2 });
  await killed.proxy.close();
  const [name = ''] = sessions();
  for (const text of [
    'http://127.0.0.1:9/upload?upload_id=x',
    `${bench.cloud.url}/upload/storage/v1/b/x?upload_id=y`,
  ]) {
    writeFileSync(join(folder(), name), text);
    const again = await put('data/changed.csv', { killedAt: 2 });
    expect([begun(again.proxy), again.out]).toEqual([1, expect.not.stringContaining('going on')]);
    await again.proxy.close();
  }
  appendFileSync(join(bench.folder, 'large.csv'), 'more\n');
  const changed = await put('data/changed.csv');
  expect([changed.code, begun(changed.proxy), changed.out]).toEqual([0, 1, expect.not.stringContaining('going on')]);
  await changed.proxy.close();
});

test('put begins anew where it is to replace what came in between, and beside one that is still under way', async () => {
  const to = 'data/between.csv';
  const killed = await put(to, { killedAt: 2 });
  await killed.proxy.close();
  const path = join(folder(), sessions()[0] ?? '');
  const session = readFileSync(path, 'utf8').replace(killed.proxy.url, bench.cloud.url);
  const env = { XDG_STATE_HOME: join(bench.folder, 'state') };
  // As if it were this process's, which lives.
  writeFileSync(path, `${session.split('\n')[0]}\n${process.pid}\n`);
  const beside = await bench.run(['put', 'large.csv', '--to', to], undefined, env);
  expect([beside.code, beside.out]).toEqual([0, expect.not.stringContaining('going on')]);
  writeFileSync(path, session);
  const replaced = { ...env, BUCKET_TRAIN_DATA_PATH: to };
  writeFileSync(join(bench.folder, 'small.csv'), 'a\n');
  await bench.run(['put', 'small.csv', '--replace'], undefined, replaced);
  const { code, out } = await bench.run(['put', 'large.csv', '--replace'], undefined, replaced);
  expect([code, out]).toEqual([0, expect.not.stringContaining('going on')]);
});

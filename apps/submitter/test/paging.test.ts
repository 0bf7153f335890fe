import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putObject } from './support/make-bucket.ts';
import { type PagingProxy, pagingProxy } from './support/paging-proxy.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

const SAMPLE = readFileSync(fileURLToPath(new URL('../../../data/train_1k.csv', import.meta.url)));

let bench: Bench;
let proxy: PagingProxy;
beforeAll(async () => {
  bench = await openBench();
  proxy = await pagingProxy(bench.cloud.url);
  for (const name of ['many/a.csv', 'many/b.csv', 'many/c.csv'])
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name, body: new Uint8Array(SAMPLE) });
  for (const name of ['one', 'two', 'three'])
    expect((await bench.run(['submit', '--job-name', name, '--', '--folds', name === 'one' ? '2' : '3'])).code).toBe(0);
  expect((await bench.run(['deploy'])).code).toBe(0);
  expect((await bench.run(['submit', '--job-name', 'four', '--', '--no-clean'])).code).toBe(0);
  expect((await bench.run(['deploy', '--traffic', '20'])).code).toBe(0);
});
afterAll(async () => {
  await proxy.close();
  await bench.close();
});

/** The same command by the proxy: what it prints, and which lists were read in how many pages. */
async function paged(...args: readonly string[]) {
  const before = new Map(proxy.pages);
  const { url } = proxy;
  const env = { STORAGE_API_ENDPOINT: url, AIPLATFORM_API_ENDPOINT: url, LOGGING_API_ENDPOINT: url };
  const { code, out, err } = await bench.run(args, undefined, env);
  expect(code, err).toBe(0);
  const pages = [...proxy.pages].map(([path, count]) => [path.split('/').at(-1), count - (before.get(path) ?? 0)]);
  return { out, pages: Object.fromEntries(pages.filter(([, count]) => count !== 0)) };
}

const direct = async (...args: readonly string[]): Promise<string> => (await bench.run(args)).out;

test.each([
  [['list', '--json'], { customJobs: 5 }],
  [['list', '--json', '--limit', '2'], { customJobs: 3 }],
  [['status', 'two', '--json'], { customJobs: 2 }],
  [['models', '--json'], { endpoints: 2, models: 2 }],
  [['machines', '--json'], { persistentResources: 2 }],
] as const)('%j is the same from lists of one entry a page, the first of them empty', async (args, wanted) => {
  const { out, pages } = await paged(...args);
  expect(JSON.parse(out)).toEqual(JSON.parse(await direct(...args)));
  expect(pages).toMatchObject(wanted);
});

test('a log is read to its end', async () => {
  const { out, pages } = await paged('logs', 'one', '--json');
  expect(JSON.parse(out)).toEqual(JSON.parse(await direct('logs', 'one', '--json')));
  expect(pages['entries:list']).toBe(JSON.parse(out).length + 1);
});

test('a followed log is read to its end, and its job trains on all objects of a glob', async () => {
  const { out, pages } = await paged('submit', '--job-name', 'glob', '--data', 'many/*.csv');
  expect(out).toMatch(/data +gs:\/\/local-bucket\/many\/\*\.csv \(3 objects, /);
  expect(out).toContain('read: 3,000 rows');
  expect(out).toContain('done in ');
  expect(pages.o).toBeGreaterThan(4);
});

test('a folder in use is seen behind an empty first page', async () => {
  const { url } = proxy;
  const { code, err } = await bench.run(['submit', '--job-name', 'one'], undefined, { STORAGE_API_ENDPOINT: url });
  expect([code, err]).toEqual([2, expect.stringContaining('its folder is in use')]);
});

test('all that is online is taken down', async () => {
  const { out } = await paged('undeploy', '--models');
  expect(out).toContain('taking version 2 down\ntaking version 1 down\ndeleting the endpoint\ndeleting the model');
  expect(JSON.parse(await direct('models', '--json'))).toEqual({ model: null, versions: [], endpoints: [] });
});

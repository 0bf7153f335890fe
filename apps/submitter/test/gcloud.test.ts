/** What `gcloud ai custom-jobs create --config` sends, for every flag of submit that is in the request. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBMIT } from '../src/commands/submit.ts';
import { gcloud, hasGcloud } from './support/gcloud.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const PLACE = '/v1/projects/local-project/locations';
const BUNDLE = fileURLToPath(new URL('../../trainer/dist/job', import.meta.url));
const KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';

/** The request of the dry run, and the one that gcloud makes of its job spec. */
async function both(flags: readonly string[], name: string) {
  const { out, err } = await bench.run(['submit', '--dry-run', '--job-name', name, ...flags]);
  const [, region] = /^POST http:\/\/\S+\/v1\/projects\/local-project\/locations\/(\S+)\/customJobs$/m.exec(err) ?? [];
  expect(region).toBe(flags.includes('us-east1') ? 'us-east1' : 'europe-west1');
  const ours = JSON.parse(out);
  const config = join(bench.folder, `${name}.json`);
  writeFileSync(config, JSON.stringify(ours.jobSpec));
  const labels = Object.entries(ours.labels).map(([key, value]) => `${key}=${value}`);
  const key = ours.encryptionSpec === undefined ? [] : [`--kms-key=${ours.encryptionSpec.kmsKeyName}`];
  const create = ['ai', 'custom-jobs', 'create', `--region=${region}`, `--display-name=${name}`];
  await gcloud(bench, [...create, `--config=${config}`, `--labels=${labels.join(',')}`, ...key]);
  const listed = await fetch(`${bench.cloud.url}${PLACE}/${region}/customJobs?filter=display_name=${name}`);
  const [job] = ((await listed.json()) as { customJobs: Record<string, unknown>[] }).customJobs;
  const { displayName, labels: theirLabels, jobSpec, encryptionSpec } = job ?? {};
  const theirs = { displayName, labels: theirLabels, jobSpec, ...(encryptionSpec ? { encryptionSpec } : {}) };
  return { ours, theirs };
}

/** Flags that say how submit goes about it: the request is the same with them. */
const NOT_IN_REQUEST = ['json', 'stream-logs', 'dry-run', 'poll-interval', 'bundle', 'any-bucket-location'];

/** Every other flag is in one of these; gcloud takes seconds to start. */
const FLAGS: readonly (readonly string[])[] = [
  [],
  [
    ...['--spot', '--disk-size', '200', '--disk-type', 'pd-standard', '--image', 'node:24', '--timeout', '90m'],
    ...['--web-access', '--disable-retries', '--service-account', 'trainer@local-project.iam.gserviceaccount.com'],
    ...[
      '--network',
      'projects/1/global/networks/default',
      '--kms-key',
      KEY,
      '--label',
      'team=red',
      '--label',
      'cost=low',
    ],
    ...['--env', 'A=1', '--env', 'B=$(A) "x"\ny', '--', '--no-clean', '--rows', '100'],
  ],
  ['--machine-type', 'n4-standard-4', '--replicas', '3', '--restart-on-worker-restart', '--bootstrap', 'download'],
  ['--persistent-resource', 'warm', '--data', 'gs://local-bucket/data/train_1k.csv'],
  ['--max-cost', '0.1'],
  [
    ...['--region', 'us-east1', '--training-folder', 'team/trainings', '--bucket', 'local-bucket'],
    ...['--project', 'local-project'],
  ],
];

test('every flag of submit is compared with gcloud, or is known not to be in the request', async () => {
  const compared = ['job-name', ...FLAGS.flat().flatMap((word) => /^--([a-z].*)/.exec(word)?.[1] ?? [])];
  const missing = Object.keys(SUBMIT.options).filter((name) => ![...compared, ...NOT_IN_REQUEST].includes(name));
  expect(missing).toEqual([]);
  const dry = async (...flags: string[]): Promise<object> => {
    const { out } = await bench.run(['submit', '--dry-run', '--job-name', 'same', ...flags]);
    const { labels, ...request } = JSON.parse(out);
    return { ...request, labels: { ...labels, submit_id: 'one of its own' } };
  };
  const flags = ['--json', '--no-stream-logs', '--poll-interval', '7s', '--any-bucket-location', '--bundle', BUNDLE];
  expect(await dry(...flags)).toEqual(await dry());
});

test.skipIf(!hasGcloud)('gcloud sends what submit sends, field by field, for every flag', async () => {
  const pool = { id: 'a', machineSpec: { machineType: 'e2-standard-4' }, replicaCount: '1' };
  const body = JSON.stringify({ resourcePools: [pool] });
  await fetch(`${bench.cloud.url}${PLACE}/europe-west1/persistentResources?persistentResourceId=warm`, {
    method: 'POST',
    body,
  });
  for (const [i, flags] of FLAGS.entries()) {
    const { ours, theirs } = await both(flags, `same-${i}`);
    expect(theirs).toEqual(ours);
  }
});
if (!hasGcloud) console.warn('NOT RUN: what gcloud sends for the same job; gcloud is not installed');

/** What `gcloud ai custom-jobs create --config` sends, for every flag of submit that is in the request. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from './support/run-submitter.ts';

const run = promisify(execFile);
const hasGcloud = await run('gcloud', ['version']).then(
  () => true,
  () => false,
);

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const PLACE = '/v1/projects/local-project/locations/europe-west1';
const KEY = 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k';

/** The request of the dry run, and the one that gcloud makes of its job spec. */
async function both(flags: readonly string[], name: string) {
  const { out, err } = await bench.run(['submit', '--dry-run', '--job-name', name, ...flags]);
  expect(err).toMatch(/^POST http:\/\/\S+\/v1\/projects\/local-project\/locations\/europe-west1\/customJobs$/m);
  const ours = JSON.parse(out);
  const config = join(bench.folder, `${name}.json`);
  writeFileSync(config, JSON.stringify(ours.jobSpec));
  const labels = Object.entries(ours.labels).map(([key, value]) => `${key}=${value}`);
  const env = {
    PATH: process.env.PATH,
    CLOUDSDK_CONFIG: join(bench.folder, 'gcloud'),
    CLOUDSDK_CORE_PROJECT: 'local-project',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(bench.cloud.folder, 'secret'),
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${bench.cloud.origin}/`,
  };
  const key = ours.encryptionSpec === undefined ? [] : [`--kms-key=${ours.encryptionSpec.kmsKeyName}`];
  const create = ['ai', 'custom-jobs', 'create', '--region=europe-west1', `--display-name=${name}`];
  await run('gcloud', [...create, `--config=${config}`, `--labels=${labels.join(',')}`, ...key], { env });
  const listed = await fetch(`${bench.cloud.url}${PLACE}/customJobs?filter=display_name=${name}`);
  const [job] = ((await listed.json()) as { customJobs: Record<string, unknown>[] }).customJobs;
  const { displayName, labels: theirLabels, jobSpec, encryptionSpec } = job ?? {};
  const theirs = { displayName, labels: theirLabels, jobSpec, ...(encryptionSpec ? { encryptionSpec } : {}) };
  return { ours, theirs };
}

/** Every flag of the request is in one of these; gcloud takes seconds to start. */
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
];

test.skipIf(!hasGcloud)('gcloud sends what submit sends, field by field, for every flag', async () => {
  const pool = { id: 'a', machineSpec: { machineType: 'e2-standard-4' }, replicaCount: '1' };
  const body = JSON.stringify({ resourcePools: [pool] });
  await fetch(`${bench.cloud.url}${PLACE}/persistentResources?persistentResourceId=warm`, { method: 'POST', body });
  for (const [i, flags] of FLAGS.entries()) {
    const { ours, theirs } = await both(flags, `same-${i}`);
    expect(theirs).toEqual(ours);
  }
});
if (!hasGcloud) console.warn('NOT RUN: what gcloud sends for the same job; gcloud is not installed');

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Emulator } from '../src/index.ts';
import { call, temporaryFolder } from './support/cloud.ts';
import { joblib } from './support/joblib.ts';
import { create, hasEnded, until, vertexCloud } from './support/vertex.ts';

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const run = promisify(execFile);
const hasGcloud = isInstalled('gcloud');
const hasRclone = isInstalled('rclone');
if (!hasGcloud) console.warn('NOT RUN: real gcloud against the local cloud; gcloud is not installed');
if (!hasRclone) console.warn('NOT RUN: rclone against the local cloud; rclone is not installed');

/** gcloud as the printed lines point it at the cloud, with a configuration of its own. */
function gcloudFor(cloud: Emulator, folder: string) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    CLOUDSDK_CONFIG: join(folder, 'config'),
    CLOUDSDK_CORE_PROJECT: 'p',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_AI_REGION: 'europe-west1',
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(cloud.folder, 'secret'),
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${cloud.origin}/storage/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${cloud.origin}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING: `${cloud.origin}/`,
  };
  const gcloud = async (...args: string[]): Promise<string> =>
    (await run('gcloud', args, { env, timeout: 90_000 })).stdout.trim();
  return { env, gcloud };
}

const bucket = 'gs://local-bucket';

describe.runIf(hasGcloud)('gcloud', () => {
  test('storage: makes buckets, copies in pieces, lists, synchronises, composes, moves and deletes', async () => {
    const cloud = await vertexCloud();
    const folder = await temporaryFolder();
    const { gcloud } = gcloudFor(cloud, folder);
    const storage = (...args: string[]) => gcloud('storage', ...args);
    const big = join(folder, 'big.bin');
    writeFileSync(big, Buffer.alloc(20_000_000, 'gcloud'));
    await storage('buckets', 'create', 'gs://made-1', '--location=europe-west1');
    await storage('buckets', 'update', 'gs://made-1', '--update-labels=a=1');
    expect(await storage('buckets', 'describe', 'gs://made-1', '--format=value(location,labels.a)')).toBe(
      'EUROPE-WEST1\t1',
    );
    await storage('cp', big, 'gs://made-1/big.bin');
    await storage('cp', 'gs://made-1/big.bin', `${bucket}/big.bin`);
    await storage('cp', `${bucket}/big.bin`, join(folder, 'back.bin'));
    expect(readFileSync(join(folder, 'back.bin')).equals(readFileSync(big))).toBe(true);
    mkdirSync(join(folder, 'tree/deep'), { recursive: true });
    for (const name of ['a.txt', 'deep/b.txt']) writeFileSync(join(folder, 'tree', name), name);
    await storage('rsync', '-r', join(folder, 'tree'), `${bucket}/tree`);
    await storage('objects', 'update', `${bucket}/tree/a.txt`, '--custom-metadata=k=v', '--content-type=text/x');
    expect(
      await storage('objects', 'describe', `${bucket}/tree/a.txt`, '--format=value(content_type,custom_fields.k)'),
    ).toBe('text/x\tv');
    await storage('objects', 'compose', `${bucket}/tree/a.txt`, `${bucket}/tree/deep/b.txt`, `${bucket}/both.txt`);
    expect(await storage('cat', `${bucket}/both.txt`)).toBe('a.txtdeep/b.txt');
    await storage('mv', `${bucket}/both.txt`, `${bucket}/moved.txt`);
    expect((await storage('ls', '-r', `${bucket}/**`)).split('\n')).toEqual([
      `${bucket}/big.bin`,
      `${bucket}/moved.txt`,
      `${bucket}/tree/a.txt`,
      `${bucket}/tree/deep/b.txt`,
    ]);
    await storage('rm', '-r', 'gs://made-1');
    expect((await storage('buckets', 'list', '--format=value(name)')).split('\n')).toEqual(['local-bucket']);
  });

  test('ai: runs, describes, follows and cancels a job', async () => {
    const cloud = await vertexCloud();
    const { gcloud, env } = gcloudFor(cloud, await temporaryFolder());
    await call(cloud, 'POST', '/upload/storage/v1/b/local-bucket/o?uploadType=media&name=hello.mjs', {
      body: "console.log('hello from the job')\n",
    });
    const jobs = (...args: string[]) => gcloud('ai', 'custom-jobs', ...args);
    const pool = '--worker-pool-spec=machine-type=e2-standard-4,replica-count=1,container-image-uri=node:24-slim';
    await jobs('create', '--display-name=by-gcloud', pool, '--command=node', '--args=/gcs/local-bucket/hello.mjs');
    const id = (await jobs('list', '--format=value(name)')).split('/').at(-1) ?? '';
    expect(await jobs('describe', id)).toContain('displayName: by-gcloud');
    // gcloud's stream never ends by itself: it is stopped once it has shown what there is.
    const said = await new Promise<string>((resolve) => {
      const child = execFile('gcloud', ['ai', 'custom-jobs', 'stream-logs', id, '--polling-interval=1'], { env });
      let text = '';
      child.stdout?.on('data', (chunk) => {
        text += chunk;
        if (text.includes('hello from the job')) child.kill();
      });
      child.on('close', () => resolve(text));
    });
    expect(said).toContain('workerpool0-0');
    await jobs('cancel', id);
  });

  test('ai: puts a model online, predicts with it, and takes it down', async () => {
    const cloud = await vertexCloud();
    const folder = await temporaryFolder();
    const { gcloud } = gcloudFor(cloud, folder);
    await call(cloud, 'POST', '/upload/storage/v1/b/local-bucket/o?uploadType=media&name=m%2Fmodel.joblib', {
      body: joblib(2),
    });
    const ai = (...args: string[]) => gcloud('ai', ...args);
    const image = 'europe-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-6:latest';
    await ai('models', 'upload', '--display-name=m', `--artifact-uri=${bucket}/m`, `--container-image-uri=${image}`);
    const model = (await ai('models', 'list', '--format=value(name)')).split('/').at(-1) ?? '';
    await ai('endpoints', 'create', '--display-name=e');
    const endpoint = (await ai('endpoints', 'list', '--format=value(name)')).split('/').at(-1) ?? '';
    await ai('endpoints', 'update', endpoint, '--display-name=renamed');
    await ai(
      'endpoints',
      'deploy-model',
      endpoint,
      `--model=${model}`,
      '--display-name=d',
      '--machine-type=n1-standard-2',
    );
    const described = await ai('endpoints', 'describe', endpoint, '--format=value(displayName,deployedModels[0].id)');
    const [name, deployed] = described.split('\t');
    expect(name).toBe('renamed');
    const instances = join(folder, 'instances.json');
    writeFileSync(instances, '{"instances":[[3]]}');
    expect(await ai('endpoints', 'predict', endpoint, `--json-request=${instances}`)).toContain('[6.5]');
    await ai('endpoints', 'undeploy-model', endpoint, `--deployed-model-id=${deployed}`);
    await ai('endpoints', 'delete', endpoint);
    await ai('models', 'delete', model);
  });

  test('logging: reads with patterns and with words, and lists logs', async () => {
    const cloud = await vertexCloud();
    const { gcloud } = gcloudFor(cloud, await temporaryFolder());
    const job = await create(cloud, 'hello.mjs', "console.log('hello from the job')");
    await until(cloud, job, hasEnded);
    const read = (filter: string) => gcloud('logging', 'read', filter, '--format=value(jsonPayload.message)');
    expect(await read('jsonPayload.message=~"hel+o"')).toBe('hello from the job');
    expect(await read('hello')).toBe('hello from the job');
    expect(await read('hello AND -severity=INFO')).toBe('');
    expect(await gcloud('logging', 'logs', 'list', '--format=value(NAME)')).toContain('projects/p/logs/workerpool0-0');
  });
});

test.runIf(hasRclone)('rclone makes a bucket, copies, checks, lists, moves and deletes', async () => {
  const cloud = await vertexCloud();
  const folder = await temporaryFolder();
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    RCLONE_CONFIG_LOCAL_TYPE: 'google cloud storage',
    RCLONE_CONFIG_LOCAL_TOKEN: JSON.stringify({ access_token: cloud.secret, expiry: '2100-01-01T00:00:00Z' }),
    RCLONE_CONFIG_LOCAL_ENDPOINT: `${cloud.origin}/storage/v1/`,
    RCLONE_CONFIG_LOCAL_PROJECT_NUMBER: '1',
  };
  const rclone = async (...args: string[]): Promise<string> =>
    (await run('rclone', args, { env, cwd: folder, timeout: 60_000 })).stdout.trim();
  mkdirSync(join(folder, 'from/deep'), { recursive: true });
  writeFileSync(join(folder, 'from/a.bin'), Buffer.alloc(9_000_000, 'rclone'));
  writeFileSync(join(folder, 'from/deep/b.txt'), 'b');
  await rclone('mkdir', 'local:made-2');
  await rclone('sync', 'from', 'local:made-2/to');
  await rclone('check', 'from', 'local:made-2/to');
  expect((await rclone('lsf', '-R', 'local:made-2')).split('\n').sort()).toEqual([
    'to/',
    'to/a.bin',
    'to/deep/',
    'to/deep/b.txt',
  ]);
  await rclone('moveto', 'local:made-2/to/a.bin', 'local:local-bucket/s/a.bin');
  await rclone('copy', 'local:local-bucket/s', 'back');
  expect(readFileSync(join(folder, 'back/a.bin')).equals(readFileSync(join(folder, 'from/a.bin')))).toBe(true);
  expect(await rclone('cat', 'local:made-2/to/deep/b.txt')).toBe('b');
  await rclone('purge', 'local:made-2');
  expect(await rclone('lsf', 'local:')).toBe('local-bucket/');
});

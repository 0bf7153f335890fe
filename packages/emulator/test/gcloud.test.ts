import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/cloud.ts';
import { vertexCloud } from './support/vertex.ts';

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const run = promisify(execFile);

if (isInstalled('gcloud')) {
  test('gcloud copies, lists, composes and deletes objects, and runs, lists and follows a job', async () => {
    const cloud = await vertexCloud();
    const folder = await temporaryFolder();
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      CLOUDSDK_CONFIG: join(folder, 'config'),
      CLOUDSDK_CORE_PROJECT: 'p',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(cloud.folder, 'secret'),
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${cloud.origin}/storage/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${cloud.origin}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING: `${cloud.origin}/`,
    };
    const gcloud = async (...args: string[]) => (await run('gcloud', args, { env, timeout: 60_000 })).stdout;
    const script = join(folder, 'hello.mjs');
    writeFileSync(script, "console.log('hello from the job')\n");
    const bucket = 'gs://local-bucket';
    await gcloud('storage', 'cp', script, `${bucket}/hello.mjs`);
    expect(await gcloud('storage', 'cat', `${bucket}/hello.mjs`)).toBe(readFileSync(script, 'utf8'));
    await gcloud('storage', 'objects', 'compose', `${bucket}/hello.mjs`, `${bucket}/hello.mjs`, `${bucket}/twice.mjs`);
    await gcloud('storage', 'mv', `${bucket}/twice.mjs`, `${bucket}/moved.mjs`);
    expect((await gcloud('storage', 'ls', bucket)).trim().split('\n')).toEqual([
      `${bucket}/hello.mjs`,
      `${bucket}/moved.mjs`,
    ]);
    await gcloud('storage', 'rm', `${bucket}/moved.mjs`);
    const region = '--region=europe-west1';
    const pool = '--worker-pool-spec=machine-type=e2-standard-4,replica-count=1,container-image-uri=node:24-slim';
    await gcloud(
      'ai',
      'custom-jobs',
      'create',
      region,
      '--display-name=by-gcloud',
      pool,
      '--command=node',
      '--args=/gcs/local-bucket/hello.mjs',
    );
    const listed: { name: string; displayName: string }[] = JSON.parse(
      await gcloud('ai', 'custom-jobs', 'list', region, '--format=json'),
    );
    expect(listed.map(({ displayName }) => displayName)).toEqual(['by-gcloud']);
    const id = listed[0]?.name.split('/').at(-1) ?? '';
    expect(await gcloud('ai', 'custom-jobs', 'describe', id, region)).toContain('displayName: by-gcloud');
    // gcloud's stream never ends by itself: it is stopped once it has shown what there is.
    const said = await new Promise<string>((resolve) => {
      const child = execFile('gcloud', ['ai', 'custom-jobs', 'stream-logs', id, region, '--polling-interval=1'], {
        env,
      });
      let text = '';
      child.stdout?.on('data', (chunk) => {
        text += chunk;
        if (text.includes('hello from the job')) child.kill();
      });
      child.on('close', () => resolve(text));
    });
    expect(said).toContain('workerpool0-0');
    await gcloud('ai', 'custom-jobs', 'cancel', id, region);
  });
} else {
  console.warn('NOT RUN: real gcloud against the local cloud; gcloud is not installed');
  test('gcloud is not installed, so nothing is tried with it', () => expect(isInstalled('gcloud')).toBe(false));
}

if (isInstalled('rclone')) {
  test('rclone copies an object there, moves it, and copies it back', async () => {
    const cloud = await vertexCloud();
    const folder = await temporaryFolder();
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      RCLONE_CONFIG_LOCAL_TYPE: 'google cloud storage',
      RCLONE_CONFIG_LOCAL_TOKEN: JSON.stringify({ access_token: cloud.secret, expiry: '2100-01-01T00:00:00Z' }),
      RCLONE_CONFIG_LOCAL_ENDPOINT: `${cloud.origin}/storage/v1/`,
      RCLONE_CONFIG_LOCAL_NO_CHECK_BUCKET: 'true',
    };
    writeFileSync(join(folder, 'a.bin'), Buffer.alloc(9_000_000, 'rclone'));
    await run('rclone', ['copy', join(folder, 'a.bin'), 'local:local-bucket/r'], { env });
    await run('rclone', ['moveto', 'local:local-bucket/r/a.bin', 'local:local-bucket/s/a.bin'], { env });
    await run('rclone', ['copy', 'local:local-bucket/s', join(folder, 'back')], { env });
    expect(readFileSync(join(folder, 'back/a.bin')).equals(readFileSync(join(folder, 'a.bin')))).toBe(true);
  });
} else console.warn('NOT RUN: rclone against the local cloud; rclone is not installed');

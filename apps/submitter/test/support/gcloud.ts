import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from './run-submitter.ts';

const run = promisify(execFile);

export const hasGcloud: boolean = await run('gcloud', ['version']).then(
  () => true,
  () => false,
);

/** Runs gcloud against the bench's cloud, with a configuration of its own. */
export async function gcloud({ cloud, folder }: Bench, words: readonly string[]): Promise<void> {
  const { origin } = cloud;
  const apis = ['AIPLATFORM', 'SERVICEUSAGE', 'IAM', 'CLOUDRESOURCEMANAGER'];
  const env = {
    PATH: process.env.PATH,
    CLOUDSDK_CONFIG: join(folder, 'gcloud'),
    CLOUDSDK_CORE_PROJECT: 'local-project',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(cloud.folder, 'secret'),
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    ...Object.fromEntries(apis.map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, `${origin}/`])),
    CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${origin}/storage/v1/`,
  };
  await run('gcloud', words, { env });
}

import { join } from 'node:path';
import { type Environment, LOCAL_BUCKET, LOCAL_FOLDER, LOCAL_PROJECT, SAMPLE } from '@taxifare/console';
import { ApiError } from './cloud/api-error.ts';
import type { LocalCloud } from './world.ts';

/** There is no quota on this machine. */
const POLL_MS = 250;

/** The cloud on this machine, in a process of its own: what is submitted there goes on when the submitter leaves. */
export async function startLocalCloud(options: {
  readonly repository: string;
  readonly env: Environment;
  readonly say: (text: string) => void;
}): Promise<LocalCloud> {
  const { repository, env, say } = options;
  const folder = env.TAXIFARE_LOCAL_CLOUD || join(repository, LOCAL_FOLDER);
  const { openLocalCloud, secretOf } = await import('@taxifare/emulator');
  const cloud = await openLocalCloud({
    folder,
    mode: 'background',
    services: ['storage', 'vertex'],
    sample: [{ name: SAMPLE, path: join(repository, SAMPLE) }],
    onWait: ({ pid }) => say(`the local cloud is in use by process ${pid}; waiting for it to end\n`),
    onNotice: (text) => say(`${text}\n`),
  });
  const secret = secretOf(folder);
  const { STORAGE_API_ENDPOINT, AIPLATFORM_API_ENDPOINT, LOGGING_API_ENDPOINT } = cloud.environment;
  return {
    endpoints: { storage: STORAGE_API_ENDPOINT, aiplatform: AIPLATFORM_API_ENDPOINT, logging: LOGGING_API_ENDPOINT },
    project: LOCAL_PROJECT,
    bucket: LOCAL_BUCKET,
    pollMs: POLL_MS,
    again: async () => {
      // Another cloud at the old place would know nothing of what ran in this one.
      if (secretOf(folder) === secret) return await startLocalCloud(options);
      throw new ApiError(`the local cloud's folder ${folder} is gone`, { code: 'NOT_FOUND' });
    },
    close: cloud.close,
  };
}

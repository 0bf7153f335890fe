import { join } from 'node:path';
import { ConfigError, type Environment, LOCAL_FOLDER, SAMPLE } from '@taxifare/console';
import type { LocalCloud } from './world.ts';

/** The cloud on this machine, the sample in its bucket. It is a development dependency, and never in the bundle. */
export async function startLocalCloud(
  repository: string | undefined,
  env: Environment,
  say: (text: string) => void,
): Promise<LocalCloud> {
  if (repository === undefined) {
    const what = 'no bucket is given, and away from its repository the program has no local cloud';
    const fix = 'give --bucket, or --data FILE with --no-upload';
    throw new ConfigError([{ where: 'BUCKET_NAME', what, fix }]);
  }
  const { openLocalCloud } = await import('@taxifare/emulator');
  const folder = env.TAXIFARE_LOCAL_CLOUD || join(repository, LOCAL_FOLDER);
  const sample = [{ name: SAMPLE, path: join(repository, SAMPLE) }];
  return await openLocalCloud({
    folder,
    mode: 'embedded',
    services: ['storage'],
    sample,
    onWait: ({ pid }) => say(`the local cloud is in use by process ${pid}; waiting for it to end\n`),
    onNotice: (text) => say(`${text}\n`),
  });
}

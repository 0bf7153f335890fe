import { join } from 'node:path';
import { ConfigError } from './terminal/exit-code.ts';
import type { LocalCloud } from './world.ts';

/** The cloud on this machine, the sample in its bucket. It is a development dependency, and never in the bundle. */
export async function startLocalCloud(
  repository: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LocalCloud> {
  if (repository === undefined) {
    throw new ConfigError([
      'BUCKET_NAME: no bucket is given, and away from its repository the program has no local cloud; ' +
        'give --bucket, or --data FILE with --no-upload',
    ]);
  }
  const { openLocalCloud } = await import('@taxifare/emulator');
  const folder = env.TAXIFARE_LOCAL_CLOUD ?? join(repository, '.local-cloud');
  const sample = [{ name: 'data/train_1k.csv', path: join(repository, 'data/train_1k.csv') }];
  return await openLocalCloud({ folder, mode: 'embedded', services: ['storage'], sample });
}

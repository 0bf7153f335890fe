import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  anyText,
  type Check,
  type Command,
  type Edge,
  EXIT,
  numberWithin,
  type Option,
  type Options,
  text,
} from '@taxifare/console';
import { environmentLines } from './environment-lines.ts';
import { LOCAL_BUCKET } from './local-names.ts';
import { startEmulator } from './start-emulator.ts';
import { isBucketName } from './storage/names.ts';

interface EmulatorFlags extends Options {
  readonly folder: Option<string>;
  readonly port: Option<number>;
  readonly bucket: Option<string>;
}

const bucketName: Check<string> = (where, text) => {
  if (isBucketName(text)) return { value: text };
  return { problem: { where, what: 'not a bucket name', got: text, fix: `give one such as ${LOCAL_BUCKET}` } };
};

/** `emulator`: starts a local cloud, says how to reach it, and ends it when it is told to, or when its folder is gone. */
export const RUN_EMULATOR: Command<Edge, EmulatorFlags> = {
  options: {
    folder: text('Folder of its buckets, jobs and logs', { check: anyText, usual: '.local-cloud' }),
    port: text('HTTP port; 0: any that is free', {
      check: numberWithin({ min: 0, max: 65_535, isWhole: true, such: 8080 }),
      usual: 0,
    }),
    bucket: text('Bucket to create at the start, unless it exists', { check: bucketName, usual: LOCAL_BUCKET }),
  },
  run: async ({ folder, port, bucket }, edge) => {
    const lost = Promise.withResolvers<string>();
    const cloud = await startEmulator({
      folder: resolve(edge.folder, folder),
      httpPort: port,
      bucket,
      onBug: (error) => edge.err(`${error instanceof Error ? error.stack : error}\n`),
      onNotice: (notice) => edge.err(`${notice}\n`),
      onLost: lost.resolve,
    });
    edge.out(`${environmentLines(cloud, bucket).join('\n')}\n`);
    const told = edge.interrupted.aborted ? undefined : once(edge.interrupted, 'abort').then(() => undefined);
    const why = await Promise.race([lost.promise, told]);
    await cloud.close();
    if (why !== undefined) {
      edge.err(`${why}\n`);
      return EXIT.storage;
    }
    edge.out('\nstopped; buckets, jobs and logs are kept\n');
    return EXIT.fine;
  },
};

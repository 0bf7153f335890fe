import { resolve } from 'node:path';
import { anyText, ConfigError, EXIT, flag, formatBytes, SAMPLE, text } from '@taxifare/console';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import { type ObjectInfo, type ObjectStore, StorageError } from '@taxifare/gcs';
import { withCloud } from '../cloud/cloud.ts';
import { uploadMemory } from '../data/upload-memory.ts';
import { formatHints } from '../output/hints.ts';
import { voiceOf } from '../output/voice-of.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter put FILE`: training data into the bucket, where submit looks for it, verified. */
export const PUT = cloudCommand({
  about:
    'Uploads training data to where submit looks for it. An upload that broke off, or was killed, goes on where it was when the same command is given within a week.',
  words: [{ name: 'FILE', missing: { what: 'which file?', fix: 'give the training data, such as train.csv' } }],
  options: {
    to: text('Object that it becomes', { check: anyText, variables: ['BUCKET_TRAIN_DATA_PATH'], usual: SAMPLE }),
    replace: flag('Replace an object that has other bytes'),
  },
  run: async ({ json: isJson, to, replace }, world, { place, words: [file = ''] }) => {
    announce(place, world, { isJson });
    const { say, paint } = voiceOf(world, isJson);
    const path = resolve(world.folder, file);
    return await withCloud(place, world, async (cloud) => {
      const uri = to.startsWith('gs://') ? to : `gs://${cloud.bucket}/${to}`;
      if (/[*?[{]/.test(uri)) {
        const fix = 'give --to with the name of one object';
        throw new ConfigError([{ where: '--to', what: 'names many objects', got: to, fix }]);
      }
      const store = await cloud.store();
      const signal = world.interrupted;
      const local = await store.info(path, { signal });
      if (local === undefined) {
        const message = `${path}: no such file`;
        throw new StorageError({ code: 'not-found', uri: path, message, hint: 'check the path' });
      }
      const { bytes } = local;
      const there = await store.info(uri, { signal });
      const isSame = there?.bytes === bytes && there.crc32c === (await crc32cOf(bytesOf(local, store, signal)));
      if (there !== undefined && !isSame && !replace) {
        const what = `there is another file at ${uri}, ${formatBytes(there.bytes)}`;
        throw new ConfigError([{ where: 'put', what, fix: 'give --replace, or another --to' }]);
      }
      if (!isSame) {
        say(`uploading ${file}, ${formatBytes(bytes)}, to ${uri}\n`);
        const goesOn = (done: number): void => say(`going on after ${formatBytes(done)}, which are there already\n`);
        await store.write(uri, bytesOf(local, store, signal), {
          condition: there === undefined ? 'absent' : { generation: there.generation },
          contentType: contentTypeOf(uri),
          memory: uploadMemory({ file: local, uri, there }, { env: world.env, goesOn }),
          signal,
        });
      }
      const result = { uri, bytes, isNew: !isSame };
      if (isJson) world.out(`${JSON.stringify(result, null, 2)}\n`);
      else {
        const said = isSame ? 'is there already, with the same bytes' : 'is there, its checksum compared';
        const command = to === SAMPLE ? 'submit' : `submit --data ${to}`;
        const hints = formatHints([{ what: 'To train on it', command }], { paint, flags: cloud.flags, env: world.env });
        world.out(`${uri} ${said}\n${hints.join('\n')}\n`);
      }
      return EXIT.fine;
    });
  },
});

/** The file's bytes as they lie there, compressed or not. */
async function* bytesOf(file: ObjectInfo, store: ObjectStore, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const source = await store.open({ ...file, encoding: 'identity' }, { signal });
  try {
    yield* source.chunks({}, { signal });
  } finally {
    source.close();
  }
}

async function crc32cOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let crc = 0;
  for await (const chunk of chunks) crc = crc32c(chunk, crc);
  return base64OfCrc32c(crc);
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  gz: 'application/gzip',
  zip: 'application/zip',
  zst: 'application/zstd',
  parquet: 'application/vnd.apache.parquet',
};

function contentTypeOf(uri: string): string {
  return CONTENT_TYPES[uri.split('.').at(-1) ?? ''] ?? 'text/csv';
}

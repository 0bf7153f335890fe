import { createReadStream } from 'node:fs';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { Sample } from './control.ts';
import { EmulatorError } from './emulator-error.ts';
import { isNodeError } from './folder/node-error.ts';
import { LOCAL_BUCKET, LOCAL_REGION } from './local-names.ts';
import { newBucket } from './storage/bucket-record.ts';
import { checkBucketName } from './storage/names.ts';
import type { ObjectFolder } from './storage/object-folder.ts';

/** Makes the bucket, unless it is there. */
export async function ensureBucket(objects: ObjectFolder, name: string = LOCAL_BUCKET): Promise<void> {
  try {
    checkBucketName(name);
  } catch (cause) {
    const message = `${JSON.stringify(name)}: not a name for a bucket; choose 3 to 63 of a-z, 0-9 and -`;
    throw new EmulatorError('bad-bucket-name', message, { cause });
  }
  if (objects.bucket(name) === undefined) await objects.createBucket(newBucket(name, LOCAL_REGION));
}

/** Makes a file an object of the local bucket, unless it is there with the same bytes. */
export async function putSample(objects: ObjectFolder, { name, path }: Sample): Promise<void> {
  const there = objects.object(LOCAL_BUCKET, name);
  if (there?.crc32c === base64OfCrc32c(await crc32cOf(path))) return;
  const file = await objects.receive();
  try {
    for await (const chunk of createReadStream(path)) await file.write(chunk);
  } catch (error) {
    await file.discard();
    throw error;
  }
  const draft = { bucket: LOCAL_BUCKET, name, attributes: { contentType: 'text/csv' }, componentCount: undefined };
  await objects.commit(draft, await file.finish(), () => {});
}

async function crc32cOf(path: string): Promise<number> {
  let crc = 0;
  try {
    for await (const chunk of createReadStream(path)) crc = crc32c(chunk, crc);
    return crc;
  } catch (cause) {
    if (!isNodeError(cause)) throw cause;
    const message = `${path}: the sample for the local bucket cannot be read, got ${cause.code}; put the file back`;
    throw new EmulatorError('no-sample', message, { cause });
  }
}

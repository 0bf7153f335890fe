import { createReadStream } from 'node:fs';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { Sample } from './control.ts';
import { LOCAL_BUCKET, LOCAL_REGION } from './local-names.ts';
import { newBucket } from './storage/buckets.ts';
import type { ObjectFolder } from './storage/object-folder.ts';

/** Makes the local bucket, unless it is there. */
export async function ensureBucket(objects: ObjectFolder, name: string = LOCAL_BUCKET): Promise<void> {
  if (objects.bucket(name) === undefined) await objects.putBucket(newBucket(name, LOCAL_REGION));
}

/** Makes a file an object of the local bucket, unless it is there with the same bytes. */
export async function putSample(objects: ObjectFolder, { name, path }: Sample): Promise<void> {
  const there = objects.object(LOCAL_BUCKET, name);
  let crc = 0;
  for await (const chunk of createReadStream(path)) crc = crc32c(chunk, crc);
  if (there?.crc32c === base64OfCrc32c(crc)) return;
  const file = await objects.receive();
  for await (const chunk of createReadStream(path)) await file.write(chunk);
  const draft = { bucket: LOCAL_BUCKET, name, attributes: { contentType: 'text/csv' }, componentCount: undefined };
  await objects.commit(draft, await file.finish(), () => {});
}

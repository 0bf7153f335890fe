import { bodyOf, parseJsonObject } from '../../http/json-body.ts';
import type { StoredObject } from '../object-record.ts';
import type { StorageCall } from '../storage-call.ts';
import { destinationOf, storeBody } from './destination.ts';
import { boundaryIn, openMultipart } from './open-multipart.ts';

/** `uploadType=multipart`: metadata and bytes in one body. */
export async function uploadMultipart(call: StorageCall, bucket: string): Promise<StoredObject> {
  const { request, objects } = call;
  const boundary = boundaryIn(request.headers['content-type']);
  const chunks = bodyOf(request)[Symbol.asyncIterator]();
  try {
    const upload = await openMultipart(chunks, boundary);
    const to = destinationOf(call, bucket, parseJsonObject(upload.metadata), upload.contentType);
    return await storeBody(objects, to, upload.media);
  } finally {
    // What follows the last boundary, or a refusal, is not ours to read.
    await chunks.return?.();
  }
}

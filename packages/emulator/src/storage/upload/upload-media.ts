import { bodyOf } from '../../http/json-body.ts';
import type { StoredObject } from '../object-record.ts';
import type { StorageCall } from '../storage-call.ts';
import { destinationOf, storeBody } from './destination.ts';

/** `uploadType=media`: the body is the object. */
export async function uploadMedia(call: StorageCall, bucket: string): Promise<StoredObject> {
  const to = destinationOf(call, bucket, {}, call.request.headers['content-type']);
  return await storeBody(call.objects, to, bodyOf(call.request));
}

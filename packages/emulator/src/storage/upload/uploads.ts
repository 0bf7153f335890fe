import { storageApiError } from '../../http/api-error.ts';
import { sendJson } from '../../http/json-body.ts';
import { objectResource } from '../resources.ts';
import type { StorageCall } from '../storage-call.ts';
import { createResumableUploads } from './resumable-upload.ts';
import { uploadMedia } from './upload-media.ts';
import { uploadMultipart } from './upload-multipart.ts';

export interface Uploads {
  readonly answer: (call: StorageCall, bucket: string) => Promise<void>;
  close(): Promise<void>;
}

/** A resumable upload that nobody goes on with for a day is abandoned. */
const SESSION_MS = 86_400_000;

/** `POST /upload/storage/v1/b/B/o` in its three forms, and what follows at the address that a resumable upload gets. */
export function createUploads(sessionMs: number = SESSION_MS): Uploads {
  const resumable = createResumableUploads(sessionMs);
  return {
    answer: async (call, bucket) => {
      const { response, url, base } = call;
      const id = url.searchParams.get('upload_id');
      if (id !== null) return await resumable.proceed(call, id);
      const type = url.searchParams.get('uploadType') ?? 'media';
      if (type === 'resumable') return await resumable.begin(call, bucket);
      const upload = type === 'media' ? uploadMedia : type === 'multipart' ? uploadMultipart : undefined;
      if (upload === undefined) throw storageApiError(400, 'invalid', `Invalid uploadType: '${type}'`);
      sendJson(response, 200, objectResource(await upload(call, bucket), base));
    },
    close: resumable.close,
  };
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startEmulator } from '@taxifare/emulator';
import { ROOT } from './documents.ts';
import type { Variables } from './run-pnpm.ts';

/** A cloud with the bucket that the documents name, and the data that they say is in it. */
export interface DocumentedCloud {
  readonly env: Variables;
  close(): Promise<void>;
}

const BUCKET = 'my-bucket';

export async function startDocumentedCloud(): Promise<DocumentedCloud> {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-documented-'));
  const sample = join(ROOT, 'data/train_1k.csv');
  const cloud = await startEmulator({ folder, bucket: BUCKET });
  const put = async (name: string, body: Uint8Array<ArrayBuffer>) => {
    const address = `${cloud.url}/upload/storage/v1/b/${BUCKET}/o?uploadType=media&name=${encodeURIComponent(name)}`;
    const { ok, status } = await fetch(address, { method: 'POST', body });
    if (!ok) throw new Error(`gs://${BUCKET}/${name}: not put, got ${status}`);
  };
  const bytes = new Uint8Array(readFileSync(sample));
  for (const name of ['data/train_1k.csv', 'trips.csv', 'trips/a.csv', 'trips/b.csv']) await put(name, bytes);
  await put('trips/a.csv.gz', new Uint8Array(gzipSync(bytes)));
  return {
    env: { BUCKET_NAME: BUCKET, PROJECT_ID: 'my-project', ...cloud.environment },
    close: async () => {
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

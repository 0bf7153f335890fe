/** The limit of everybody who reads an object: its bytes by our own client, and nothing done with them. */
import { openStore } from '@taxifare/gcs';
import { sayResult } from './say-result.ts';

const [uri = ''] = process.argv.slice(2);
const store = openStore({ apiEndpoint: process.env.STORAGE_API_ENDPOINT, projectId: 'p' });
const object = await store.info(uri);
if (object === undefined) throw new Error(`${uri}: no such object`);
let bytes = 0;
for await (const chunk of (await store.open({ ...object, crc32c: undefined, encoding: 'identity' })).chunks()) {
  bytes += chunk.length;
}
if (bytes !== object.bytes) throw new Error(`${uri}: has ${object.bytes} bytes, got ${bytes}`);
sayResult({ n: 0, c: 0 });

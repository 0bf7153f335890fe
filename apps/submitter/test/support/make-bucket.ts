import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const SAMPLE = fileURLToPath(new URL('../../../../data/train_1k.csv', import.meta.url));

/** A bucket of the local cloud in a location of its own, with the sample in it. */
export async function makeBucket(url: string, { name, location }: { name: string; location: string }): Promise<void> {
  await send(`${url}/storage/v1/b?project=local-project`, JSON.stringify({ name, location }));
  await putObject(url, { bucket: name, name: 'data/train_1k.csv', body: await readFile(SAMPLE) });
}

export async function putObject(
  url: string,
  { bucket, name, body }: { bucket: string; name: string; body: string | Uint8Array<ArrayBuffer> },
): Promise<void> {
  await send(`${url}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`, body);
}

async function send(url: string, body: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}

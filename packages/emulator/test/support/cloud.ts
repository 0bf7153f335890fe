import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/index.ts';

/** A new folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'taxifare-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const bugs: unknown[] = [];

/** A cloud of the test's own; errors in our own code fail the test. */
export async function cloudFor(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const cloud = await startEmulator({
    services: ['storage'],
    onBug: (error) => bugs.push(error),
    ...options,
    folder: options.folder ?? (await temporaryFolder()),
  });
  onTestFinished(async () => {
    await cloud.close();
    const found = bugs.splice(0);
    if (found.length > 0) throw found[0];
  });
  return cloud;
}

/** The JSON API, without any client in between. */
export async function call(
  cloud: Emulator,
  method: string,
  path: string,
  init: { readonly body?: string | Uint8Array<ArrayBuffer>; readonly headers?: Record<string, string> } = {},
): Promise<{
  readonly status: number;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
  readonly text: string;
}> {
  const answer = await fetch(`${cloud.url}${path}`, { method, redirect: 'manual', ...init });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: answer.status, json: isJson && text !== '' ? JSON.parse(text) : {}, headers: answer.headers, text };
}

export async function put(cloud: Emulator, name: string, body: string, query = ''): Promise<Record<string, unknown>> {
  const path = `/upload/storage/v1/b/local-bucket/o?uploadType=media&name=${encodeURIComponent(name)}${query}`;
  return (await call(cloud, 'POST', path, { body })).json;
}

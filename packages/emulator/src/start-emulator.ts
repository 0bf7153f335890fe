import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { EmulatorError } from './emulator-error.ts';
import type { EmulatorOptions } from './emulator-options.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { faultSubjectOf } from './faults/inject-fault.ts';
import { folderErrorOf } from './folder/folder-error.ts';
import { type FolderLock, lockFolder, lockPathOf } from './folder/folder-lock.ts';
import { makePrivate, secretIn } from './folder/private-folder.ts';
import { admit } from './http/access.ts';
import { rpcApiError } from './http/api-error.ts';
import { startHttpServer } from './http/http-server.ts';
import { sendJson } from './http/json-body.ts';
import { LOCAL_BUCKET, LOCAL_PROJECT, LOCAL_REGION } from './local-names.ts';
import { openServices, type Services } from './services.ts';

/** A local cloud that listens on loopback. */
export interface Emulator {
  /** The endpoint of all its services, secret included: `http://127.0.0.1:PORT/SECRET`. */
  readonly url: string;
  /** Without the secret: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The first part of the endpoint's path, or a client's access token; it is kept in the folder's file `secret`. */
  readonly secret: string;
  readonly folder: string;
  /** What points the programs at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** Milliseconds since the last request, 0 while a job runs. */
  idleMs(): number;
  close(): Promise<void>;
}

const LOOK_MS = 1000;
const READING: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/** Starts a local cloud in this process. Throws `EmulatorError` where the folder or the port is taken or not usable. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const folder = resolve(options.folder);
  const { mode = 'server', onBug, onNotice = console.error } = options;
  const secret = secretOf(folder);
  const id = randomUUID();
  const faults = createFaults();
  const notices: string[] = [];
  const environment: Record<string, string> = { METADATA_SERVER_DETECTION: 'none' };
  const services = Promise.withResolvers<Services>();
  services.promise.catch(() => {});
  let lock: FolderLock | undefined;
  let lost: string | undefined;
  let isReady = false;
  let askedMs = Date.now();
  /** Throws where the folder was moved, deleted or taken: nothing more is written there. */
  const checkFolder = () => {
    if (lost === undefined && lock !== undefined && !lock.isOwn()) {
      lost = `${folder}: moved, deleted or taken by another local cloud; this one ends, and its jobs with it`;
      options.onLost?.(lost);
    }
    if (lost !== undefined) throw rpcApiError(503, 'UNAVAILABLE', lost);
  };
  // It answers before it has the folder: the lock names the address, and who looks for the holder asks there.
  const http = await startHttpServer({
    port: options.httpPort,
    headersMs: options.headersMs,
    onBug,
    handle: async (request, response, given) => {
      const { url, base } = admit(request, given, secret);
      askedMs = Date.now();
      if (url.pathname === '/_local/status') {
        const place = { project: LOCAL_PROJECT, bucket: LOCAL_BUCKET, region: LOCAL_REGION };
        const state = { id, folder, pid: process.pid, mode, isReady, environment, notices };
        return sendJson(response, 200, { ...state, ...place });
      }
      const { answer } = await services.promise;
      if (!READING.has(request.method)) checkFolder();
      const subject = faultSubjectOf(request.method ?? '', url);
      await answer({ request, response, url, base, takeFault: (names) => faults.take(names, subject) });
    },
  });
  const url = `${http.origin}/${secret}`;
  for (const api of ['STORAGE', 'AIPLATFORM', 'LOGGING']) environment[`${api}_API_ENDPOINT`] = url;
  try {
    const taken = await lockFolder(folder, { id, pid: process.pid, mode, url });
    if (!('release' in taken)) throw inUse(folder, taken.pid);
    lock = taken;
    const notice = (text: string) => {
      notices.push(text);
      onNotice(text);
    };
    services.resolve(await openServices({ ...options, folder }, faults, environment, notice));
  } catch (error) {
    services.reject(rpcApiError(503, 'UNAVAILABLE', 'This local cloud did not start.'));
    await http.close();
    lock?.release();
    throw folderErrorOf(folder, error);
  }
  const { isBusy, close } = await services.promise;
  isReady = true;
  const timer = setInterval(() => {
    try {
      checkFolder();
    } catch {
      // `onLost` knows.
    }
  }, LOOK_MS).unref();
  return {
    url,
    origin: http.origin,
    secret,
    folder,
    environment,
    faults,
    idleMs: () => (isBusy() ? 0 : Date.now() - askedMs),
    close: async () => {
      clearInterval(timer);
      await close();
      await http.close();
      lock?.release();
    },
  };
}

function secretOf(folder: string): string {
  try {
    makePrivate(folder);
    return secretIn(folder);
  } catch (error) {
    throw folderErrorOf(folder, error);
  }
}

function inUse(folder: string, pid: number): EmulatorError {
  const message =
    `${folder}: another local cloud has it open (process ${pid}); stop that one, or choose another folder; ` +
    `if there is none, delete ${lockPathOf(folder)}`;
  return new EmulatorError('folder-in-use', message);
}

import { join } from 'node:path';
import { controlRoutes, type Sample } from './control.ts';
import { EmulatorError } from './emulator-error.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { faultSubjectOf, injectFault } from './faults/inject-fault.ts';
import { lockFolder, type Mode } from './folder/folder-lock.ts';
import { rpcApiError } from './http/api-error.ts';
import { startHttpServer } from './http/http-server.ts';
import { type Call, type Route, routeCall } from './http/routes.ts';
import { LOCAL_BUCKET, LOCAL_PROJECT, LOCAL_REGION } from './local-names.ts';
import { ensureBucket, putSample } from './put-sample.ts';
import { openObjectFolder } from './storage/open-object-folder.ts';
import { createStorage } from './storage/storage-routes.ts';
import type { Pace } from './vertex/pace.ts';
import type { Vertex } from './vertex/start-vertex.ts';

export interface EmulatorOptions {
  /** Where buckets, jobs and logs are kept. */
  readonly folder: string;
  /** 0 or absent: any free port. */
  readonly httpPort?: number | undefined;
  /** Both by default. */
  readonly services?: readonly ('storage' | 'vertex')[] | undefined;
  readonly mode?: Mode | undefined;
  /** Made unless it is there; `local-bucket` by default. */
  readonly bucket?: string | undefined;
  readonly sample?: readonly Sample[] | undefined;
  /** How long a job's states last, when log entries show. */
  readonly pace?: Partial<Pace> | undefined;
  /** Gets what the user should know, such as files that were moved aside; standard error by default. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Gets errors in our own code. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}

/** A local cloud that listens on loopback. */
export interface Emulator {
  readonly url: string;
  readonly folder: string;
  /** What points the programs at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** Milliseconds since the last request, 0 while a job runs. */
  idleMs(): number;
  close(): Promise<void>;
}

/** Starts a local cloud in this process. Throws `EmulatorError` where the folder or the port is taken or not usable. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { folder, mode = 'server' } = options;
  const lock = await lockFolder(folder, mode);
  if (!('release' in lock)) {
    const message = `${folder}: another local cloud has it open (process ${lock.pid}); stop that one, or choose another folder`;
    throw new EmulatorError('folder-in-use', message);
  }
  try {
    const emulator = await startServices(options);
    await lock.announce(emulator.url);
    return {
      ...emulator,
      close: async () => {
        await emulator.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startServices(options: EmulatorOptions): Promise<Emulator> {
  const { folder, services = ['storage', 'vertex'], pace, onBug, onNotice = console.error } = options;
  const faults = createFaults();
  const objects = openObjectFolder(join(folder, 'storage'), onNotice);
  await ensureBucket(objects, options.bucket);
  for (const sample of options.sample ?? []) await putSample(objects, sample);
  const storage = createStorage(objects);
  const environment: Record<string, string> = { METADATA_SERVER_DETECTION: 'none' };
  let vertex: Vertex | undefined;
  if (services.includes('vertex')) {
    const { startVertex } = await import('./vertex/start-vertex.ts');
    vertex = startVertex({ folder, objects, pace, onBug, environment: () => environment });
  }
  const place = { project: LOCAL_PROJECT, bucket: LOCAL_BUCKET, region: LOCAL_REGION };
  const control = controlRoutes({
    faults,
    status: () => ({ folder, pid: process.pid, environment, ...place }),
    putSample: (sample) => putSample(objects, sample),
  });
  const routes: readonly Route[] = [...storage.routes, ...(vertex?.routes ?? [])];
  let askedMs = Date.now();
  const http = await startHttpServer({
    port: options.httpPort,
    onBug,
    handle: async (request, response, url) => {
      askedMs = Date.now();
      const subject = faultSubjectOf(request.method ?? '', url);
      const takeFault: Call['takeFault'] = (names) => faults.take(names, subject);
      const call = { request, response, url, base: `http://${request.headers.host}`, takeFault };
      if ((await routeCall(control, call)) || injectFault(call) || (await routeCall(routes, call))) return;
      throw rpcApiError(404, 'NOT_FOUND', `The requested URL ${url.pathname} was not found on this server.`);
    },
  }).catch(async (error: unknown) => {
    await vertex?.close();
    throw error;
  });
  Object.assign(environment, {
    STORAGE_API_ENDPOINT: http.url,
    AIPLATFORM_API_ENDPOINT: http.url,
    LOGGING_API_ENDPOINT: http.url,
  });
  return {
    url: http.url,
    folder,
    environment,
    faults,
    idleMs: () => (vertex?.isBusy() ? 0 : Date.now() - askedMs),
    close: async () => {
      await vertex?.close();
      await http.close();
      await storage.close();
    },
  };
}

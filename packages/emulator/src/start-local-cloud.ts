import { join } from 'node:path';
import type { CloudService, StartCloudService } from './cloud-service.ts';
import { createControl, type Sample } from './control.ts';
import { EmulatorError } from './emulator-error.ts';
import { createFaults, type Faults } from './faults.ts';
import { lockFolder, type Mode } from './folder-lock.ts';
import { type HttpHandler, startHttpServer } from './http-server.ts';
import { LOCAL_BUCKET, LOCAL_PROJECT, LOCAL_REGION } from './local-names.ts';
import { ensureBucket, putSample } from './put-sample.ts';
import { strikeByFault } from './refuse-by-fault.ts';
import { createStorage } from './storage/handle-storage.ts';
import { openObjectFolder } from './storage/object-folder.ts';

export interface LocalCloudOptions {
  /** Where buckets, jobs and logs are kept. */
  readonly folder: string;
  /** 0 or absent: any free port. */
  readonly httpPort?: number | undefined;
  readonly grpcPort?: number | undefined;
  /** Both, unless told; without 'vertex' the start takes a fraction of the time. */
  readonly services?: readonly ('storage' | 'vertex')[] | undefined;
  readonly mode?: Mode | undefined;
  /** Made unless it is there; `local-bucket` unless told. */
  readonly bucket?: string | undefined;
  readonly sample?: readonly Sample[] | undefined;
  /** Passed to the jobs' half: how long states last, when log entries show. */
  readonly pace?: Parameters<StartCloudService>[0]['pace'];
  /** Told of errors in our own code. */
  readonly onBug?: ((error: unknown) => void) | undefined;
}

/** A local cloud that listens on loopback. */
export interface LocalCloud {
  readonly url: string;
  /** `127.0.0.1:PORT`; absent without 'vertex'. */
  readonly grpcAddress: string | undefined;
  readonly folder: string;
  /** What points the programs at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: Faults;
  /** Milliseconds since the last request, 0 while a job runs. */
  idleMs(): number;
  close(): Promise<void>;
}

/** Starts a local cloud in this process. Throws `EmulatorError` where the folder or the port is taken or not to be had. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { folder, mode = 'server' } = options;
  const lock = await lockFolder(folder, mode);
  if (!('release' in lock)) {
    const message = `${folder}: another local cloud has it open (process ${lock.pid}); stop that one, or choose another folder`;
    throw new EmulatorError('folder-in-use', message);
  }
  try {
    const cloud = await startServices(options);
    await lock.announce(cloud.url);
    return {
      ...cloud,
      close: async () => {
        await cloud.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startServices(options: LocalCloudOptions): Promise<LocalCloud> {
  const { folder, services = ['storage', 'vertex'], onBug } = options;
  const faults = createFaults();
  const objects = await openObjectFolder(join(folder, 'storage'));
  await ensureBucket(objects, options.bucket);
  for (const sample of options.sample ?? []) await putSample(objects, sample);
  const storage = createStorage(objects, faults);
  const environment: Record<string, string> = { METADATA_SERVER_DETECTION: 'none' };
  let vertex: CloudService | undefined;
  if (services.includes('vertex')) {
    const { startVertex } = await import('./vertex/start-vertex.ts');
    const { grpcPort, pace } = options;
    vertex = await startVertex({ folder, objects, faults, grpcPort, pace, onBug, environment: () => environment });
  }
  const grpcAddress = vertex === undefined ? undefined : `127.0.0.1:${vertex.grpcPort}`;
  let askedMs = Date.now();
  const control = createControl({
    faults,
    status: () => ({
      folder,
      pid: process.pid,
      environment,
      project: LOCAL_PROJECT,
      bucket: LOCAL_BUCKET,
      region: LOCAL_REGION,
    }),
    putSample: (sample) => putSample(objects, sample),
  });
  const noteTime: HttpHandler = async () => {
    askedMs = Date.now();
    return false;
  };
  const strike: HttpHandler = async (request, response, url) => strikeByFault(faults, request, response, url);
  const handlers = [noteTime, control, strike, storage.handle, ...(vertex === undefined ? [] : [vertex.handle])];
  const http = await startHttpServer({ port: options.httpPort, handlers, onBug }).catch(async (error: unknown) => {
    await vertex?.close();
    throw error;
  });
  Object.assign(environment, {
    STORAGE_API_ENDPOINT: http.url,
    AIPLATFORM_API_ENDPOINT: http.url,
    LOGGING_API_ENDPOINT: http.url,
    ...(grpcAddress === undefined ? {} : { AIPLATFORM_GRPC_ENDPOINT: grpcAddress }),
  });
  return {
    url: http.url,
    grpcAddress,
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

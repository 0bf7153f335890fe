import { join } from 'node:path';
import { controlRoutes } from './control.ts';
import type { EmulatorOptions } from './emulator-options.ts';
import type { Faults } from './faults/faults.ts';
import { injectFault } from './faults/inject-fault.ts';
import { rpcApiError } from './http/api-error.ts';
import { notEmulated } from './http/not-emulated.ts';
import { type Call, type Route, routeCall } from './http/routes.ts';
import { ensureBucket, putSample } from './put-sample.ts';
import type { ObjectFolder } from './storage/object-folder.ts';
import { openObjectFolder } from './storage/open-object-folder.ts';
import { createStorage } from './storage/storage-routes.ts';
import { checkRequestFeatures } from './storage/unsupported.ts';
import type { Vertex } from './vertex/start-vertex.ts';

/** What answers behind the door: storage, jobs and logs, and the control of faults and samples. */
export interface Services {
  readonly answer: (call: Call) => Promise<void>;
  /** Jobs run. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/** Opens the services on what the folder has. `environment` points a client in another process at this cloud. */
export async function openServices(
  options: EmulatorOptions,
  faults: Faults,
  environment: Readonly<Record<string, string>>,
  onNotice: (text: string) => void,
): Promise<Services> {
  const { folder, services = ['storage', 'vertex'], pace, onBug } = options;
  const objects = openObjectFolder(join(folder, 'storage'), onNotice);
  await ensureBucket(objects, options.bucket);
  for (const sample of options.sample ?? []) await putSample(objects, sample);
  const storage = createStorage(objects, options.uploadSessionMs);
  let vertex: Vertex | undefined;
  if (services.includes('vertex')) {
    const { startVertex } = await import('./vertex/start-vertex.ts');
    vertex = startVertex({ folder, objects, pace, onBug, environment });
  }
  const control = controlRoutes({ faults, putSample: (sample) => putSample(objects, sample) });
  const routes: readonly Route[] = [...storage.routes, ...(vertex?.routes ?? [])];
  return {
    answer: async (call) => {
      if ((await routeCall(control, call)) || injectFault(call)) return;
      checkRequestFeatures(call);
      if (await routeCall(routes, call)) return;
      if (isXmlPath(call.url.pathname, objects)) throw notEmulated('the XML API', '/storage/v1/');
      throw rpcApiError(404, 'NOT_FOUND', `The requested URL ${call.url.pathname} was not found on this server.`);
    },
    isBusy: () => vertex?.isBusy() ?? false,
    close: async () => {
      await vertex?.close();
      await storage.close();
    },
  };
}

/** The XML API's paths begin with a bucket's name, as nothing else does. */
function isXmlPath(path: string, objects: ObjectFolder): boolean {
  const [, bucket = ''] = path.split('/');
  return objects.bucket(decodeURIComponent(bucket)) !== undefined;
}

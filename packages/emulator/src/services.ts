import { join } from 'node:path';
import { controlRoutes } from './control.ts';
import type { EmulatorOptions } from './emulator-options.ts';
import type { Faults } from './faults/faults.ts';
import { injectFault } from './faults/inject-fault.ts';
import { rpcApiError } from './http/api-error.ts';
import { type Call, type Route, routeCall } from './http/routes.ts';
import { ensureBucket, putSample } from './put-sample.ts';
import { openObjectFolder } from './storage/open-object-folder.ts';
import { createStorage } from './storage/storage-routes.ts';
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
      if ((await routeCall(control, call)) || injectFault(call) || (await routeCall(routes, call))) return;
      throw rpcApiError(404, 'NOT_FOUND', `The requested URL ${call.url.pathname} was not found on this server.`);
    },
    isBusy: () => vertex?.isBusy() ?? false,
    close: async () => {
      await vertex?.close();
      await storage.close();
    },
  };
}

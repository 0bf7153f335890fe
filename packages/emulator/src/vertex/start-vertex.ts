import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from '../http/routes.ts';
import { logRoutes } from '../logging/log-routes.ts';
import { openLogStore } from '../logging/log-store.ts';
import { projectRoutes } from '../project/project-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { createJobService } from './job-service.ts';
import { openJobStore } from './job-store.ts';
import { killProcessesAt } from './leftover-processes.ts';
import { USUAL_PACE } from './pace.ts';
import { createPersistentResources } from './persistent-resources.ts';
import { createEndpointService } from './serving/endpoint-service.ts';
import { createModelRegistry } from './serving/model-registry.ts';
import { createOperations } from './serving/operations.ts';
import { servingRoutes } from './serving/serving-routes.ts';
import { openServingStore } from './serving/serving-store.ts';
import type { VertexOptions } from './vertex-options.ts';

export interface Vertex {
  readonly routes: readonly Route[];
  /** Jobs run, which must not be ended because nobody asks for anything. */
  isBusy(): boolean;
  close(): Promise<void>;
}

/** Vertex AI's jobs and models, and the log that jobs write. */
export function startVertex(options: VertexOptions): Vertex {
  const { folder, objects, environment, onBug } = options;
  const pace = { ...USUAL_PACE, ...options.pace };
  const home = join(folder, 'vertex');
  const logs = openLogStore(join(home, 'logs'), onBug);
  const jobs = openJobStore(join(home, 'jobs'), onBug);
  const work = join(home, 'work');
  // Replicas of a cloud that was killed together with its watchdog.
  killProcessesAt(work);
  rmSync(work, { recursive: true, force: true });
  const store = openServingStore(home);
  const operate = createOperations(store, pace.stateMs, onBug);
  const models = createModelRegistry({ store, objects, operate });
  const endpoints = createEndpointService({ store, models, operate });
  const machines = createPersistentResources(store, operate);
  const service = createJobService({
    jobs,
    logs,
    folder: work,
    pace,
    objects,
    environment,
    onBug,
    checkMachines: (name) => machines.find(name),
  });
  const serving = { store, objects, models, endpoints, machines };
  const routes = [...jobRoutes(service), ...servingRoutes(serving)];
  return {
    routes: [...routes, ...routes.map(inBeta), ...logRoutes(logs), ...projectRoutes(store)],
    isBusy: () => service.isBusy(),
    close: () => service.close(),
  };
}

/** gcloud creates by v1 and asks after the operation by v1beta1. */
function inBeta([method, template, answer]: Route): Route {
  return [method, template.replace('/v1/', '/v1beta1/'), answer];
}

import { join } from 'node:path';
import type { Pace, StartCloudService } from '../cloud-service.ts';
import { openLogStore } from '../logging/log-store.ts';
import { startGrpcServer } from './grpc-server.ts';
import { createServingHandler } from './handle-serving.ts';
import { createRestHandler } from './handle-vertex.ts';
import { createJobService } from './job-service.ts';
import { openJobStore } from './job-store.ts';
import { openServingStore } from './serving-store.ts';

/** States last long enough to be seen, and no longer; the log lags, as the real one does. */
const USUAL_PACE: Pace = { stateMs: 300, errorMs: 300, logMs: 200, lateEntryOneIn: 0, graceMs: 5000 };

/** Vertex AI's JobService and the log that its jobs write. */
export const startVertex: StartCloudService = async (options) => {
  const { folder, objects, faults, environment, onBug } = options;
  const pace = { ...USUAL_PACE, ...options.pace };
  const home = join(folder, 'vertex');
  const logs = openLogStore(join(home, 'logs'));
  const jobs = openJobStore(join(home, 'jobs'));
  const service = createJobService({ jobs, logs, folder: join(home, 'work'), pace, objects, environment, onBug });
  const grpc = await startGrpcServer({ jobs: service, logs, faults, port: options.grpcPort ?? 0, onBug });
  const handleJobs = createRestHandler(service, logs);
  const handleServing = createServingHandler({ store: openServingStore(home), objects, operationMs: pace.stateMs });
  return {
    handle: async (request, response, url) =>
      (await handleJobs(request, response, url)) || (await handleServing(request, response, url)),
    grpcPort: grpc.port,
    isBusy: () => service.isBusy(),
    close: async () => {
      await service.close();
      grpc.close();
    },
  };
};

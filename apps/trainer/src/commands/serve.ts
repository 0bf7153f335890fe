import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { ConfigError } from '../terminal/exit-code.ts';
import { createLog } from '../terminal/log.ts';
import { number, text } from '../terminal/read-options.ts';
import type { World } from '../world.ts';
import { closeGently } from './close-gently.ts';
import { DEFAULT_MODEL, loadModel, withStore } from './load-model.ts';
import { createPredictionApp } from './prediction-app.ts';
import { numberAt, textAt, withOptions } from './with-options.ts';

const HELP = {
  script: 'trainer serve',
  usage:
    "$0 [options]\n\nPredictions over HTTP, by the contract of Vertex AI's custom containers (AIP_HTTP_PORT, AIP_HEALTH_ROUTE, AIP_PREDICT_ROUTE, AIP_STORAGE_URI).",
  groups: {
    Options: {
      model: text(
        `a model.json or the folder that it is in, also gs://  [default: AIP_STORAGE_URI, else ${DEFAULT_MODEL}]`,
      ),
      port: number('[default: AIP_HTTP_PORT, else any that is free]'),
      host: text('[default: 127.0.0.1; in a container of Vertex AI 0.0.0.0]'),
    },
  },
} as const;

/** `trainer serve`: until SIGTERM or Ctrl+C, and then until the last request is answered. */
export async function serve(args: readonly string[], world: World): Promise<number> {
  const given = await withOptions(args, world, HELP);
  if (given === undefined) return 0;
  const { env } = world;
  const isContainer = env.AIP_HTTP_PORT !== undefined;
  const place = textAt(given, 'model') ?? env.AIP_STORAGE_URI ?? DEFAULT_MODEL;
  const port = numberAt(given, 'port') ?? Number(env.AIP_HTTP_PORT ?? 0);
  if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw new ConfigError([`--port: wants a port, got ${port}`]);
  const hostname = textAt(given, 'host') ?? (isContainer ? '0.0.0.0' : '127.0.0.1');
  const model = await withStore([place], world, (store) => loadModel(place, store, world));
  const log = createLog(world, { isJob: isContainer, isJson: false });
  const routes = { health: env.AIP_HEALTH_ROUTE ?? '/health', predict: env.AIP_PREDICT_ROUTE ?? '/predict' };
  const { app, load } = createPredictionApp(model, { routes, nowMs: () => performance.now() });
  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(isTaken ? new ConfigError([`--port: ${port} is taken or not allowed; give another one`]) : error);
    });
    server.listen(port, hostname, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  log.info(
    `serving ${model.formula} on http://${hostname}:${bound}${routes.predict}, health ${routes.health}; Ctrl+C stops it`,
  );
  await new Promise<void>((resolve) => {
    if (world.signal.aborted) resolve();
    world.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await closeGently(server);
  const { requests, instances, failed, p50Ms, p99Ms } = load();
  log.info(
    `stopped: ${requests} requests, ${instances} predictions, ${failed} refused, median ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
  );
  return 0;
}

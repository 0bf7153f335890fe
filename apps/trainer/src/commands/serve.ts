import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { anyText, ConfigError, command, MODEL_FOLDER, numberWithin, text } from '@taxifare/console';
import { createLog } from '../terminal/log.ts';
import type { World } from '../world.ts';
import { closeGently } from './close-gently.ts';
import { loadModel, withStore } from './load-model.ts';
import { createPredictionApp } from './prediction-app.ts';

/** `trainer serve`: until SIGTERM or Ctrl+C, and then until the last request is answered. */
export const SERVE = command({
  about:
    "Predictions over HTTP, by the contract of Vertex AI's custom containers (AIP_HTTP_PORT, AIP_HEALTH_ROUTE, AIP_PREDICT_ROUTE, AIP_STORAGE_URI).",
  options: {
    model: text('a model.json or the folder that it is in, also gs://', {
      check: anyText,
      variables: ['AIP_STORAGE_URI'],
      usual: MODEL_FOLDER,
    }),
    port: text('any that is free, where none is given', {
      check: numberWithin({ min: 0, max: 65_535, isWhole: true, such: 8080 }),
      variables: ['AIP_HTTP_PORT'],
      usual: 0,
    }),
    host: text('address to listen on', { check: anyText, shown: '127.0.0.1; in a container of Vertex AI 0.0.0.0' }),
  },
  run: async ({ model: place, port, host }, world: World) => {
    const { env } = world;
    // An empty variable is an absent one.
    const isContainer = Boolean(env.AIP_HTTP_PORT);
    const hostname = host ?? (isContainer ? '0.0.0.0' : '127.0.0.1');
    const model = await withStore([place], world, (store) => loadModel(place, store, world));
    const log = createLog(world, { isJob: isContainer, isJson: false });
    const routes = { health: env.AIP_HEALTH_ROUTE ?? '/health', predict: env.AIP_PREDICT_ROUTE ?? '/predict' };
    const { app, load } = createPredictionApp(model, { routes, nowMs: () => performance.now() });
    const server = createServer(getRequestListener(app.fetch));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(noServer(error, hostname, port)));
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
  },
});

const WHERE: Readonly<Record<string, string>> = {
  EADDRINUSE: '--port',
  EACCES: '--port',
  ENOTFOUND: '--host',
  EAI_AGAIN: '--host',
  EADDRNOTAVAIL: '--host',
  EINVAL: '--host',
};

/** Why there is no server at the address; what is not of it is a bug. */
function noServer(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = WHERE[error.code ?? ''];
  if (where === undefined) return error;
  const problem =
    where === '--port'
      ? { what: error.code === 'EACCES' ? 'not allowed' : 'is taken', got: String(port), fix: 'give another one' }
      : { what: 'no address of this machine', got: host, fix: 'give one such as 127.0.0.1' };
  return new ConfigError([{ where, ...problem }], { cause: error });
}

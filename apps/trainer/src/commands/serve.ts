import { createServer, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { anyText, ConfigError, command, MODEL_FOLDER, numberWithin, text } from '@taxifare/console';
import { closeGently } from '../serve/close-gently.ts';
import { isContainer } from '../serve/is-container.ts';
import { createPredictionApp } from '../serve/prediction-app.ts';
import { createLog } from '../terminal/log.ts';
import type { World } from '../world.ts';
import { loadModel, withStore } from './load-model.ts';

/** Google's load balancers keep connections for ten minutes: the server must not be the first to let go. */
const KEEP_ALIVE_MS = 620_000;

/** `trainer serve`: until SIGTERM or Ctrl+C, and then until the last request is answered. */
export const SERVE = command({
  about:
    "Predictions over HTTP, by the contract of Vertex AI's custom containers (AIP_HTTP_PORT, AIP_HEALTH_ROUTE, AIP_PREDICT_ROUTE, AIP_STORAGE_URI).",
  options: {
    model: text('A model.json or the folder that it is in, also gs://', {
      check: anyText,
      variables: ['AIP_STORAGE_URI'],
      usual: MODEL_FOLDER,
    }),
    port: text('Port to listen on; 0: any that is free', {
      check: numberWithin({ min: 0, max: 65_535, isWhole: true, such: 8080 }),
      variables: ['AIP_HTTP_PORT'],
      usual: 0,
    }),
    host: text('Address to listen on', { check: anyText, shown: '127.0.0.1; in a container of Vertex AI 0.0.0.0' }),
    'max-request-mb': text('The largest request; dedicated endpoints pass on 10 MB', {
      check: numberWithin({ above: 0, max: 100, unit: 'megabytes', such: 10 }),
      usual: 1.5,
    }),
    'max-instances': text('The most trips in a request', {
      check: numberWithin({ min: 1, isWhole: true, such: 1000 }),
      usual: 20_000,
    }),
    'lame-duck': text('Seconds in which new connections are still served, when it is stopped', {
      check: numberWithin({ min: 0, max: 600, unit: 'seconds', such: 5 }),
      usual: 2,
    }),
  },
  run: async (values, world: World) => {
    const { env, interrupted: signal } = world;
    const isVertex = Boolean(env.AIP_HTTP_PORT) && isContainer(env);
    const host = values.host ?? (isVertex ? '0.0.0.0' : '127.0.0.1');
    const model = await withStore([values.model], world, (store) => loadModel(values.model, store, world));
    const log = createLog(world, { isJob: isVertex, isJson: false });
    const routes = {
      health: routeOf(env.AIP_HEALTH_ROUTE || '/health'),
      predict: routeOf(env.AIP_PREDICT_ROUTE || '/predict'),
    };
    const limits = {
      maxBodyBytes: Math.round(values['max-request-mb'] * 1e6),
      maxInstances: values['max-instances'],
    };
    const { app, load } = createPredictionApp(model, {
      ...{ routes, limits },
      nowMs: () => performance.now(),
      isDraining: () => signal.aborted,
    });
    // HTTP/1.0 names no host, and the framework wants one.
    const listener = getRequestListener((request, bindings) => app.fetch(request, bindings), { hostname: 'localhost' });
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
    const port = await listen(server, values.port, host);
    const url = `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
    log.info(`serving ${model.formula} on ${url}${routes.predict}, health ${routes.health}; Ctrl+C stops it`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await closeGently(server, { lameDuckMs: values['lame-duck'] * 1000 });
    const { requests, instances, failed, p50Ms, p99Ms } = load();
    log.info(
      `stopped: ${requests} requests, ${instances} predictions, ${failed} refused, median ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`,
    );
    return 0;
  },
});

function routeOf(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

/** Answers the port, also where any was asked for. */
async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(noServer(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

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

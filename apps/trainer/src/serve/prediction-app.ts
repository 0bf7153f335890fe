import type { HttpBindings } from '@hono/node-server';
import { type Model, predictFareUsd, predictionIntervalUsd } from '@taxifare/core/model';
import { type Context, Hono } from 'hono';
import { parseInstance } from './parse-instance.ts';
import { readBody } from './read-body.ts';

export interface PredictionAppOptions {
  readonly routes: { readonly health: string; readonly predict: string };
  readonly limits: PredictionLimits;
  readonly nowMs: () => number;
  /** The server is about to stop: it is no longer healthy, and asks its clients to go. */
  readonly isDraining: () => boolean;
}

interface PredictionLimits {
  readonly maxBodyBytes: number;
  readonly maxInstances: number;
}

/** What the server has done so far. */
export interface Load {
  readonly requests: number;
  readonly instances: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The last so many times are what percentiles are of. */
const KEPT_TIMES = 10_000;

type App = Hono<{ Bindings: HttpBindings }>;
type AppContext = Context<{ Bindings: HttpBindings }>;

/**
 * `POST predict` takes `{"instances": […], "parameters": {…}}` and gives `{"predictions": […]}`, one for one ("Custom
 * container requirements for prediction", Vertex AI documentation). A prediction is a number of USD; with the parameters
 * `interval` or `warnings` it is an object. A wrong instance among good ones refuses the request, and is named.
 */
export function createPredictionApp(
  model: Model,
  { routes, limits, nowMs, isDraining }: PredictionAppOptions,
): { readonly app: App; readonly load: () => Load } {
  const app: App = new Hono();
  const times: number[] = [];
  let requests = 0;
  let instances = 0;
  let failed = 0;
  const load = (): Load => {
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return { requests, instances, failed, p50Ms: at(0.5), p99Ms: at(0.99) };
  };
  const refuse = (c: AppContext, status: 400 | 404 | 405 | 413, error: string) => {
    failed += 1;
    return c.json({ error }, status);
  };

  app.use(async (c, next) => {
    await next();
    // Asked when it answers: a request may have come before the server began to stop.
    if (isDraining()) c.header('connection', 'close');
  });
  app.get(routes.health, (c) =>
    isDraining() ? c.json({ status: 'stopping' }, 503) : c.json({ status: 'ok', formula: model.formula }),
  );
  app.get('/load', (c) => c.json(load()));
  app.post(routes.predict, async (c) => {
    const startMs = nowMs();
    const answer = await predict(c);
    times[requests % KEPT_TIMES] = nowMs() - startMs;
    requests += 1;
    return answer;
  });
  const predict = async (c: AppContext) => {
    const text = await readBody(c.req, c.env.incoming, limits.maxBodyBytes).catch(() => undefined);
    if (text === undefined) return refuse(c, 400, 'the request ended before its body did');
    if (text === 'too large') {
      const error = `the request is larger than ${limits.maxBodyBytes} bytes; send fewer instances at a time`;
      return refuse(c, 413, error);
    }
    const asked = parseRequest(text, limits.maxInstances);
    if (typeof asked === 'string') return refuse(c, 400, asked);
    const predictions: unknown[] = [];
    for (const [index, instance] of asked.instances.entries()) {
      const trip = parseInstance(instance, model);
      if (typeof trip === 'string') return refuse(c, 400, `instances[${index}]: ${trip}`);
      const fareUsd = predictFareUsd(model, trip.distanceKm);
      if (!(asked.interval || asked.warnings)) {
        predictions.push(fareUsd);
        continue;
      }
      const interval95 = asked.interval ? (predictionIntervalUsd(model, trip.distanceKm) ?? null) : undefined;
      predictions.push({ fare_amount: fareUsd, interval95, warnings: asked.warnings ? trip.warnings : undefined });
    }
    instances += predictions.length;
    return c.json({ predictions });
  };

  const methods: readonly (readonly [route: string, allow: string])[] = [
    [routes.predict, 'POST'],
    [routes.health, 'GET, HEAD'],
    ['/load', 'GET, HEAD'],
  ];
  for (const [route, allow] of methods) {
    app.all(route, (c) => {
      c.header('allow', allow);
      return refuse(c, 405, `${c.req.method} is not for ${route}; use ${allow}`);
    });
  }
  app.notFound((c) => refuse(c, 404, `nothing at ${c.req.path}; POST ${routes.predict}, or GET ${routes.health}`));
  return { app, load };
}

interface Asked {
  readonly instances: readonly unknown[];
  readonly interval: boolean;
  readonly warnings: boolean;
}

/** What a request asks for, or what is wrong with it. */
function parseRequest(text: string, maxInstances: number): Asked | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'the body is not JSON; send {"instances": [...]}';
  }
  const { instances, parameters = {} } = isRecord(body) ? body : {};
  if (!Array.isArray(instances)) return 'the body has no list of instances; send {"instances": [...]}';
  if (instances.length > maxInstances) return `${instances.length} instances; send at most ${maxInstances} at a time`;
  const { interval = false, warnings = false } = isRecord(parameters) ? parameters : { interval: parameters };
  if (typeof interval !== 'boolean' || typeof warnings !== 'boolean') {
    return 'parameters: wants {"interval": true or false, "warnings": true or false}';
  }
  return { instances, interval, warnings };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { sentenceOf } from '@taxifare/console';
import { type Model, predictFareUsd, predictionIntervalUsd } from '@taxifare/core/model';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { distanceBetweenKm, oddityOf } from './trip-place.ts';

export interface PredictionAppOptions {
  readonly routes: { readonly health: string; readonly predict: string };
  readonly nowMs: () => number;
}

/** What the server has done so far. */
export interface Load {
  readonly requests: number;
  readonly instances: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Vertex AI's own limit for a prediction request. */
const MAX_BODY_BYTES = 1_500_000;
const MAX_DRAINED_BYTES = 32_000_000;
const MAX_INSTANCES = 20_000;
/** The last so many times are what percentiles are of. */
const KEPT_TIMES = 10_000;

/**
 * `POST predict` takes `{"instances": […]}` and gives `{"predictions": […]}`, one for one ("Custom container
 * requirements for prediction", Vertex AI documentation). An instance is a distance in km (`3.2`, `[3.2]` as scikit-learn's
 * container takes it, `{"distance_km": 3.2}`) or four coordinates by their column names. A wrong one among good ones
 * refuses the request, and is named.
 */
export function createPredictionApp(
  model: Model,
  { routes, nowMs }: PredictionAppOptions,
): { readonly app: Hono; readonly load: () => Load } {
  const app = new Hono();
  const times: number[] = [];
  let requests = 0;
  let instances = 0;
  let failed = 0;
  app.get(routes.health, (c) => c.json({ status: 'ok', formula: model.formula }));
  app.get('/load', (c) => c.json(load()));
  app.use(routes.predict, async (_, next) => {
    const startMs = nowMs();
    await next();
    times[requests % KEPT_TIMES] = nowMs() - startMs;
    requests += 1;
  });
  const tooLarge = async (c: Context) => {
    failed += 1;
    await drain(c.req.raw.body);
    return c.json({ error: `the request is larger than ${MAX_BODY_BYTES} bytes; send fewer instances at a time` }, 413);
  };
  app.post(routes.predict, bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (c) => {
    const refuse = (error: string) => {
      failed += 1;
      return c.json({ error }, 400);
    };
    const body: unknown = await c.req.json().catch(() => undefined);
    const list: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'instances') : undefined;
    if (!Array.isArray(list)) return refuse('the body is not JSON of the form {"instances": [...]}');
    if (list.length > MAX_INSTANCES) return refuse(`${list.length} instances; send at most ${MAX_INSTANCES} at a time`);
    const parameters: unknown = Reflect.get(body as object, 'parameters');
    const wantsInterval =
      typeof parameters === 'object' && parameters !== null && Reflect.get(parameters, 'interval') === true;
    const predictions: unknown[] = [];
    for (const [index, instance] of list.entries()) {
      const trip = tripOf(instance);
      if (typeof trip === 'string') return refuse(`instances[${index}]: ${trip}`);
      predictions.push(predictionOf(model, trip, wantsInterval));
    }
    instances += predictions.length;
    return c.json({ predictions });
  });
  app.notFound((c) =>
    c.json({ error: `nothing at ${c.req.path}; POST ${routes.predict}, or GET ${routes.health}` }, 404),
  );
  const load = (): Load => {
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return { requests, instances, failed, p50Ms: at(0.5), p99Ms: at(0.99) };
  };
  return { app, load };
}

/** Who is still sending hears no answer: what comes is read and dropped, up to a point. */
async function drain(body: ReadableStream<Uint8Array> | null): Promise<void> {
  const reader = body?.getReader();
  let bytes = 0;
  while (reader !== undefined && bytes < MAX_DRAINED_BYTES) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes += value.length;
  }
}

interface AskedTrip {
  readonly distanceKm: number;
  readonly oddities: readonly string[];
}

function predictionOf(model: Model, { distanceKm, oddities }: AskedTrip, wantsInterval: boolean): unknown {
  const fareUsd = predictFareUsd(model, distanceKm);
  if (!wantsInterval && oddities.length === 0) return fareUsd;
  const interval95 = wantsInterval ? (predictionIntervalUsd(model, distanceKm) ?? null) : undefined;
  return {
    fare_amount: fareUsd,
    ...(interval95 === undefined ? {} : { interval95 }),
    ...(oddities.length > 0 ? { warnings: oddities } : {}),
  };
}

/** The trip that an instance asks for, or what is wrong with it. */
function tripOf(instance: unknown): AskedTrip | string {
  const single = Array.isArray(instance) && instance.length === 1 ? instance[0] : instance;
  if (typeof single === 'number') return tripOfDistance(single);
  if (typeof single !== 'object' || single === null || Array.isArray(single))
    return 'a distance in km, or an object with the coordinates, is wanted';
  const distance: unknown = Reflect.get(single, 'distance_km');
  if (distance !== undefined)
    return typeof distance === 'number' ? tripOfDistance(distance) : 'distance_km is not a number';
  const values = ['pickup_latitude', 'pickup_longitude', 'dropoff_latitude', 'dropoff_longitude'].map((name): unknown =>
    Reflect.get(single, name),
  );
  const [aLat, aLon, bLat, bLon] = values;
  if (typeof aLat !== 'number' || typeof aLon !== 'number' || typeof bLat !== 'number' || typeof bLon !== 'number') {
    return 'distance_km, or all of pickup_latitude, pickup_longitude, dropoff_latitude and dropoff_longitude, are wanted as numbers';
  }
  const [from, to] = [
    { latDeg: aLat, lonDeg: aLon },
    { latDeg: bLat, lonDeg: bLon },
  ];
  const oddities = [oddityOf('pickup', from), oddityOf('dropoff', to)].flatMap((oddity) =>
    oddity === undefined ? [] : [sentenceOf(oddity.problem)],
  );
  return { distanceKm: distanceBetweenKm(from, to), oddities };
}

function tripOfDistance(distanceKm: number): AskedTrip | string {
  return distanceKm >= 0 && distanceKm < 20_100
    ? { distanceKm, oddities: [] }
    : `a distance is in 0..20,100 km, got ${distanceKm}`;
}

import { formatSpan } from '@taxifare/console';
import { ApiError, apiErrorOf } from '../cloud/api-error.ts';
import { type Cloud, withCloud } from '../cloud/cloud.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import { openRestApi, type RestApi } from '../cloud/rest-api.ts';
import { finished } from '../serving/online-model.ts';
import type { Place } from '../settings/place.ts';
import type { World } from '../world.ts';

export interface Serving {
  readonly cloud: Cloud;
  readonly api: RestApi;
  /** Sends a request that begins a long-running operation, and waits for its end. */
  readonly operate: (
    what: string,
    method: 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ) => Promise<Readonly<Record<string, unknown>>>;
}

const TELL_EVERY_MS = 30_000;

/** What deploy, predict and undeploy have in common: a cloud, its API, long waits that are shown, errors that are explained. */
export async function withServing<T>(
  place: Place,
  world: World,
  say: (text: string) => void,
  use: (serving: Serving) => Promise<T>,
): Promise<T> {
  return await withCloud(place, world, async (cloud) => {
    const api = openRestApi({ region: cloud.region, endpoints: cloud.endpoints, world });
    const operate: Serving['operate'] = async (what, method, path, body) => {
      say(`${what}\n`);
      let toldMs = 0;
      const tell = (waitedMs: number): void => {
        if (waitedMs - toldMs < TELL_EVERY_MS) return;
        toldMs = waitedMs;
        say(`   ${formatSpan(waitedMs)} so far; putting a model online takes 5 to 15 minutes\n`);
      };
      return await finished(await api.call(method, path, body), { api, world, pollMs: cloud.pollMs, tell });
    };
    try {
      return await use({ cloud, api, operate });
    } catch (error) {
      if (!(error instanceof ApiError) || world.interrupted.aborted) throw error;
      throw explainApiError('serving', apiErrorOf(error), cloud);
    }
  });
}

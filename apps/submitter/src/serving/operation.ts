import { apiErrorOf } from '../cloud/api-error.ts';
import type { Json, RestApi } from '../cloud/rest-api.ts';
import type { World } from '../world.ts';

const POLL_MS = 5000;

/** Waits until a long-running operation is done, reporting how long it takes; answers its response. */
export async function finished(
  operation: Json,
  options: {
    readonly api: RestApi;
    readonly world: Pick<World, 'now' | 'sleep' | 'interrupted'>;
    readonly pollMs: number | undefined;
    readonly report: (waitedMs: number) => void;
  },
): Promise<Json> {
  const { api, world, pollMs = POLL_MS, report } = options;
  const startMs = world.now();
  for (let now = operation; ; now = await api.call('GET', String(operation.name))) {
    const { done, error, response } = now;
    if (error !== undefined) {
      const { code, message } = Object(error) as Json;
      throw apiErrorOf({ code, message: String(message) });
    }
    if (done === true) return typeof response === 'object' && response !== null ? { ...response } : {};
    report(world.now() - startMs);
    await world.sleep(pollMs, world.interrupted);
  }
}

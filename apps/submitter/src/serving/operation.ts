import { Interrupted } from '@taxifare/console';
import { apiErrorOf, mayHaveArrived } from '../cloud/api-error.ts';
import { LeftRunning } from '../cloud/left-running.ts';
import { type Json, type RestApi, textIn } from '../cloud/rest-api.ts';
import type { World } from '../world.ts';

const POLL_MS = 5000;

export interface OperationOptions {
  readonly api: RestApi;
  readonly world: Pick<World, 'now' | 'sleep' | 'interrupted'>;
  readonly pollMs: number | undefined;
  /** What is being done, for the sentence of one that has to be left. */
  readonly what: string;
  /** How to see what came of it. */
  readonly seeLater: string;
  readonly report?: (waitedMs: number) => void;
}

/**
 * Begins a long-running operation and waits until it is done, reporting how long it takes; answers its response. It runs
 * at the service: whoever interrupts, or gets no answer any more, leaves one that goes on, and is told so.
 */
export async function operate(begin: () => Promise<Json>, options: OperationOptions): Promise<Json> {
  const { error, response } = await ended(begin, options);
  if (error !== undefined) {
    const { code, message } = Object(error) as Json;
    throw apiErrorOf({ code, message: String(message) });
  }
  return typeof response === 'object' && response !== null ? { ...response } : {};
}

async function ended(begin: () => Promise<Json>, options: OperationOptions): Promise<Json> {
  const { api, world, pollMs = POLL_MS, report } = options;
  const startMs = world.now();
  let isBegun = false;
  try {
    let now = await begin();
    isBegun = true;
    while (now.done !== true && now.error === undefined) {
      report?.(world.now() - startMs);
      await world.sleep(pollMs, world.interrupted);
      now = await api.call('GET', textIn(now, 'name'));
    }
    return now;
  } catch (error) {
    throw leaving(error, isBegun, options);
  }
}

/** What is thrown where an operation may go on that nobody waits for any more. */
function leaving(error: unknown, isBegun: boolean, { what, seeLater, world }: OperationOptions): Error {
  if (world.interrupted.aborted) {
    return new Interrupted('signal', `${what}: interrupted, and may go on; ${seeLater}`, { cause: error });
  }
  const failure = apiErrorOf(error);
  if (!isBegun && !mayHaveArrived(failure)) return failure;
  const said = `${what}: may go on, and there is no answer any more, got ${failure.message}; ${seeLater}`;
  return new LeftRunning(said, { cause: failure });
}

import type { Cloud } from '../cloud/cloud.ts';
import type { World } from '../world.ts';
import type { Check } from './check.ts';

const MAX_SKEW_MS = 60_000;
const TIMEOUT_MS = 5000;

/** This machine's clock against the service's; tokens are refused when they differ by minutes. */
export async function checkClock(
  { endpoints }: Pick<Cloud, 'endpoints'>,
  world: Pick<World, 'now' | 'interrupted'>,
): Promise<Check> {
  const name = 'clock';
  const signal = AbortSignal.any([world.interrupted, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const answer = await fetch(endpoints.storage ?? 'https://storage.googleapis.com', { method: 'HEAD', signal });
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(theirs)) return { name, result: 'unknown', found: 'the service did not say what time it is' };
    const skewMs = Math.abs(theirs - world.now());
    const found = `${Math.round(skewMs / 1000)} s from the service's`;
    if (skewMs <= MAX_SKEW_MS) return { name, result: 'fine', found };
    return { name, result: 'wrong', found, fix: 'set the clock: signatures and tokens depend on it' };
  } catch (error) {
    if (world.interrupted.aborted) throw error;
    return { name, result: 'unknown', found: 'the service could not be reached' };
  }
}

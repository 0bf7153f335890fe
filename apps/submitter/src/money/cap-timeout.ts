import { jobUsdPerHour, type Priced } from './job-cost.ts';
import { formatUsd } from './machine-price.ts';

/** Below this no job comes to anything: machines alone take minutes to stand. */
const LEAST_SECONDS = 300;

/** What a ceiling of cost makes of a plan: its timeout, perhaps a shorter one, or why it cannot be kept. */
export type Capped =
  | { readonly timeoutSeconds: number; readonly isShortened: boolean; readonly problem?: never }
  | { readonly problem: { readonly what: string; readonly fix: string } };

/**
 * Keeps a job below a ceiling by its timeout: one that was asked for is refused where it costs more, the usual one is
 * shortened. A price that is not known keeps no ceiling.
 */
export function capTimeout(
  plan: Priced & { readonly timeoutSeconds: number; readonly isTimeoutGiven: boolean; readonly maxUsd: number },
): Capped {
  const { timeoutSeconds, isTimeoutGiven, maxUsd, machine, region } = plan;
  const usd = jobUsdPerHour(plan);
  if (usd === undefined) {
    const what = `no price is known for ${machine} in ${region}, so no ceiling can be kept`;
    return {
      problem: { what, fix: 'leave --max-cost out and give a --timeout, or take a machine and region that have one' },
    };
  }
  const affordable = Math.floor((maxUsd / usd) * 3600);
  if (timeoutSeconds <= affordable) return { timeoutSeconds, isShortened: false };
  const costs = `the job may cost ${formatUsd((usd * timeoutSeconds) / 3600)}`;
  if (affordable < LEAST_SECONDS) {
    const what = `${costs}, and what the ceiling pays for, ${affordable} s, is too short for any`;
    return { problem: { what, fix: 'give more, fewer --replicas or a smaller --machine-type' } };
  }
  if (isTimeoutGiven)
    return { problem: { what: costs, fix: `give --timeout ${affordable}s or less, or a higher ceiling` } };
  return { timeoutSeconds: affordable, isShortened: true };
}

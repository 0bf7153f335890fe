import { formatSpan } from '@taxifare/console';
import type { Job } from '../cloud/jobs-api.ts';
import { formatUsd, machineUsdPerHour, PRICE_PAGE, priceBasisOf } from './machine-price.ts';

/** What Google promises at the least; the discount moves with the market, up to 91%. */
const SPOT_DISCOUNT = 0.6;

/** What a job's price depends on. */
export interface Priced {
  readonly machine: string;
  readonly replicas: number;
  readonly region: string;
  readonly spot: boolean;
}

/** An estimate for all machines together; `undefined` where the price is not known. */
export function jobUsdPerHour({ machine, replicas, region, spot }: Priced): number | undefined {
  const usd = machineUsdPerHour(machine, region);
  return usd === undefined ? undefined : usd * replicas * (spot ? 1 - SPOT_DISCOUNT : 1);
}

/** What a job costs an hour, and if every machine runs until the timeout. */
export function describeJobCost(priced: Priced & { readonly timeoutSeconds: number }): string {
  const usd = jobUsdPerHour(priced);
  if (usd === undefined) return noPriceOf(priced);
  const most = (usd * priced.timeoutSeconds) / 3600;
  const basis = `${priceBasisOf(priced.region)}${priced.spot ? ', spot at 60% off' : ''}`;
  return `estimate: ${formatUsd(usd)} an hour in ${priced.region}, at most ${formatUsd(most)} in ${formatSpan(priced.timeoutSeconds * 1000)}; ${basis}`;
}

/** What a job has cost so far, or in all: by the time since it ran first. Nothing before that is billed. */
export function describeCostSoFar(job: Job, nowMs: number): string {
  const standing = job.jobSpec.persistentResourceId;
  if (standing !== undefined) {
    return `nothing more than the persistent resource ${standing} costs anyway; submitter machines says what that is`;
  }
  if (job.startTimeMs === undefined) return 'nothing yet, no machine has run';
  const hours = Math.max(0, (job.endTimeMs ?? nowMs) - job.startTimeMs) / 3_600_000;
  const priced = pricedOf(job);
  const usd = jobUsdPerHour(priced);
  if (usd === undefined) return noPriceOf(priced);
  const when = job.endTimeMs === undefined ? 'so far' : 'in all';
  return `estimate: ${formatUsd(usd * hours)} ${when} in ${priced.region}; ${priceBasisOf(priced.region)}`;
}

function noPriceOf({ machine, region }: Priced): string {
  return `no price known for ${machine} in ${region}; see ${PRICE_PAGE}`;
}

export function pricedOf({ name, jobSpec }: Job): Priced {
  const pools = jobSpec.workerPoolSpecs;
  return {
    machine: pools[0]?.machineSpec.machineType ?? '?',
    replicas: pools.reduce((sum, { replicaCount }) => sum + Number(replicaCount), 0),
    region: name.split('/')[3] ?? '?',
    spot: jobSpec.scheduling.strategy === 'SPOT',
  };
}

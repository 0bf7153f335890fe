import type { MachineType } from '../settings/machine-type.ts';

/**
 * Compute Engine's on-demand prices in us-central1, USD an hour, per virtual CPU and per GB (list prices of 2026-09).
 * Training costs 15% more than the bare machine: n1-standard-4 is 4·0.031611 + 15·0.004237 = 0.19000, and the
 * training price list says 0.21849885.
 */
const COMPUTE_USD: Readonly<Record<string, { readonly cpu: number; readonly gb: number }>> = {
  e2: { cpu: 0.021811, gb: 0.002923 },
  n1: { cpu: 0.031611, gb: 0.004237 },
  n2: { cpu: 0.031611, gb: 0.004237 },
  c2: { cpu: 0.03398, gb: 0.00455 },
};
const TRAINING_PREMIUM = 1.15;
/** Regions differ by a few per cent to a third; 10% more is what the European ones usually ask. */
const OUTSIDE_US = 1.1;
/** What Google promises at the least; the discount moves with the market, up to 91%. */
const SPOT_DISCOUNT = 0.6;

/** Machine prices, an estimate: disks, storage, logs and network left out. */
export interface CostEstimate {
  readonly usdPerHour: number;
  /** What it comes to if every machine runs until the timeout. */
  readonly usdAtMost: number;
}

/** `undefined` for a family whose price is not known here. */
export function estimateCost(job: {
  readonly machineType: MachineType;
  readonly replicas: number;
  readonly region: string;
  readonly spot: boolean;
  readonly timeoutSeconds: number;
}): CostEstimate | undefined {
  const price = COMPUTE_USD[job.machineType.name.split('-')[0] ?? ''];
  if (price === undefined) return undefined;
  const machine = price.cpu * job.machineType.cpus + price.gb * job.machineType.memoryGb;
  const place = job.region.startsWith('us-') ? 1 : OUTSIDE_US;
  const usdPerHour = machine * TRAINING_PREMIUM * place * job.replicas * (job.spot ? 1 - SPOT_DISCOUNT : 1);
  return { usdPerHour, usdAtMost: (usdPerHour * job.timeoutSeconds) / 3600 };
}

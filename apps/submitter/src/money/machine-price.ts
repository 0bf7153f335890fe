/**
 * What a machine costs on Vertex AI, in USD an hour.
 *
 * Compute Engine's on-demand list prices in us-central1 (2026-09), and 15% more for training and serving: n1-standard-4
 * is 4·0.031611 + 15·0.004237 = 0.19000, and the training price list of 2026-09-08 says 0.21849885.
 */
const US_CENTRAL1_USD: Readonly<Record<string, { readonly cpu: number; readonly gb: number }>> = {
  e2: { cpu: 0.021811, gb: 0.002923 },
  n1: { cpu: 0.031611, gb: 0.004237 },
  n2: { cpu: 0.031611, gb: 0.004237 },
  c2: { cpu: 0.03398, gb: 0.00455 },
};
const VERTEX_PREMIUM = 1.15;

/**
 * Regions against us-central1, by Compute Engine's price list of 2025-03-06 (what is left of a2-highgpu-1g when its GPU
 * is taken away). A region that is not here has no price here: regions differ by up to a half.
 */
const REGION_RATIO: Readonly<Record<string, number>> = {
  'us-central1': 1,
  'us-east1': 1,
  'us-east5': 1,
  'us-west1': 1,
  'europe-west1': 1.1,
  'europe-west4': 1.101,
  'europe-north1': 1.101,
  'asia-east1': 1.158,
};

const GB_PER_CPU: Readonly<Record<string, number>> = {
  'e2-standard': 4,
  'e2-highmem': 8,
  'e2-highcpu': 1,
  'n1-standard': 3.75,
  'n1-highmem': 6.5,
  'n1-highcpu': 0.9,
  'n2-standard': 4,
  'n2-highmem': 8,
  'n2-highcpu': 1,
  'c2-standard': 4,
};

/** Where the prices come from and what is not in them: stands behind every estimate. */
export const PRICE_BASIS = 'machines only (no disks, storage, network, logs, repeats or taxes), list prices of 2026-09';
export const PRICE_PAGE = 'https://cloud.google.com/products/gemini-enterprise-agent-platform/pricing';

/** `undefined` for a machine or a region whose price is not known here. */
export function machineUsdPerHour(machine: string, region: string): number | undefined {
  const [, shape = '', family = '', cpus] = /^(([a-z]\d[a-z]?)-[a-z]+)-(\d+)$/.exec(machine) ?? [];
  const [price, gbPerCpu, ratio] = [US_CENTRAL1_USD[family], GB_PER_CPU[shape], REGION_RATIO[region]];
  if (price === undefined || gbPerCpu === undefined || ratio === undefined) return undefined;
  return Number(cpus) * (price.cpu + gbPerCpu * price.gb) * VERTEX_PREMIUM * ratio;
}

/** `0.170 USD`, `12.30 USD`. */
export function formatUsd(usd: number): string {
  return `${usd.toFixed(usd < 1 ? 3 : 2)} USD`;
}

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
 * Regions against us-central1, by Compute Engine's list prices of 2024-11-07 (Cyclenerd/google-cloud-pricing-cost-calculator,
 * which reads Google's Cloud Billing API): E2 and N1 have the same ratio in each of these. A region that is not here has no
 * price here: they differ by more than a half.
 */
const REGION_RATIO: Readonly<Record<string, number>> = {
  'africa-south1': 1.308,
  'asia-east1': 1.158,
  'asia-east2': 1.399,
  'asia-northeast1': 1.284,
  'asia-northeast2': 1.284,
  'asia-northeast3': 1.284,
  'asia-south1': 1.201,
  'asia-south2': 1.201,
  'asia-southeast1': 1.234,
  'asia-southeast2': 1.345,
  'australia-southeast1': 1.419,
  'europe-central2': 1.288,
  'europe-north1': 1.101,
  'europe-southwest1': 1.18,
  'europe-west1': 1.1,
  'europe-west2': 1.288,
  'europe-west3': 1.288,
  'europe-west4': 1.101,
  'europe-west6': 1.399,
  'europe-west8': 1.16,
  'europe-west9': 1.16,
  'europe-west10': 1.54,
  'europe-west12': 1.29,
  'me-central1': 1.215,
  'me-central2': 1.6,
  'me-west1': 1.1,
  'northamerica-northeast1': 1.101,
  'northamerica-northeast2': 1.101,
  'southamerica-east1': 1.587,
  'southamerica-west1': 1.43,
  'us-central1': 1,
  'us-east1': 1,
  'us-east4': 1.126,
  'us-east5': 1,
  'us-south1': 1.18,
  'us-west1': 1,
  'us-west2': 1.201,
  'us-west3': 1.201,
  'us-west4': 1.126,
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

export const PRICE_PAGE = 'https://cloud.google.com/products/gemini-enterprise-agent-platform/pricing';

/** `undefined` for a machine or a region whose price is not known here. */
export function machineUsdPerHour(machine: string, region: string): number | undefined {
  const [, shape = '', family = '', cpus] = /^(([a-z]\d[a-z]?)-[a-z]+)-(\d+)$/.exec(machine) ?? [];
  const [price, gbPerCpu, ratio] = [US_CENTRAL1_USD[family], GB_PER_CPU[shape], REGION_RATIO[region]];
  if (price === undefined || gbPerCpu === undefined || ratio === undefined) return undefined;
  return Number(cpus) * (price.cpu + gbPerCpu * price.gb) * VERTEX_PREMIUM * ratio;
}

/** Where a price comes from and what is not in it: stands behind every estimate. */
export function priceBasisOf(region: string): string {
  const ratio = REGION_RATIO[region] ?? 1;
  const basis = 'machines only (no disks, storage, network, logs, repeats or taxes), list prices of 2026-09';
  return ratio === 1 ? basis : `${basis} in us-central1, ${ratio} times as much in ${region} (2024-11)`;
}

/** `0.170 USD`, `12.30 USD`. */
export function formatUsd(usd: number): string {
  return `${usd.toFixed(usd < 1 ? 3 : 2)} USD`;
}

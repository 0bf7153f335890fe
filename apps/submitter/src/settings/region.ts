import { type Checked, nearest } from '@taxifare/console';
import { problemOf } from './check.ts';

/** Regions that train: gcloud's own list (SDK 528, `command_lib/ai/constants.py`, SUPPORTED_TRAINING_REGIONS). */
const TRAINING_REGIONS: readonly string[] = [
  ...['africa-south1', 'asia-east1', 'asia-east2', 'asia-northeast1', 'asia-northeast2', 'asia-northeast3'],
  ...['asia-south1', 'asia-southeast1', 'asia-southeast2', 'australia-southeast1', 'australia-southeast2'],
  ...['europe-central2', 'europe-north1', 'europe-southwest1', 'europe-west1', 'europe-west2', 'europe-west3'],
  ...['europe-west4', 'europe-west6', 'europe-west8', 'europe-west9', 'europe-west12'],
  ...['me-central1', 'me-central2', 'me-west1', 'northamerica-northeast1', 'northamerica-northeast2'],
  ...['southamerica-east1', 'southamerica-west1', 'us-central1', 'us-east1', 'us-east4', 'us-east5'],
  ...['us-south1', 'us-west1', 'us-west2', 'us-west3', 'us-west4'],
];

/** A region's name: of the list, or of its form, for lists age. */
export function checkRegion(where: string, text: string): Checked<string> {
  if (isListedRegion(text)) return { value: text };
  const zone = /^(.*\d)-[a-z]$/.exec(text)?.[1];
  if (zone !== undefined) return problemOf(where, 'is a zone, not a region', text, `give ${zone}`);
  if (/^(eu|us|asia|nam4|eur4|eur\d|asia\d)$/i.test(text)) {
    return problemOf(where, 'is a multi-region, and jobs run in one region', text, 'give one, such as europe-west1');
  }
  if (/^[a-z]+(-[a-z]+)+\d+$/.test(text)) return { value: text };
  const near = nearestRegion(text.toLowerCase());
  return problemOf(where, 'not a region', text, near ? `did you mean ${near}?` : 'try europe-west1');
}

export function isListedRegion(region: string): boolean {
  return TRAINING_REGIONS.includes(region);
}

export function nearestRegion(text: string): string | undefined {
  return nearest(text, TRAINING_REGIONS);
}

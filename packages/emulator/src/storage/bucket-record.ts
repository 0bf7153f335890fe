import { isRecord } from '../http/json-body.ts';

/** A bucket, as its record on disk has it. */
export interface BucketRecord {
  readonly name: string;
  /** Upper case, as the service gives it: `EUROPE-WEST1`. */
  readonly location: string;
  readonly storageClass: string;
  readonly timeCreated: string;
  readonly updated: string;
  readonly metageneration: number;
  /** What else the client set (labels, lifecycle, …): kept and given back, without effect. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The IAM policy that a client set. */
  readonly policy?: Readonly<Record<string, unknown>>;
}

const MULTI_REGIONS = new Set(['ASIA', 'EU', 'US']);
const DUAL_REGIONS = new Set(['ASIA1', 'EUR4', 'EUR5', 'EUR7', 'EUR8', 'NAM4']);

/** `region`, `dual-region` or `multi-region`: jobs on Vertex work with the first alone. */
export function locationTypeOf(location: string): string {
  if (MULTI_REGIONS.has(location)) return 'multi-region';
  return DUAL_REGIONS.has(location) ? 'dual-region' : 'region';
}

const NOT_SETTINGS = new Set([
  'name',
  'location',
  'storageClass',
  'kind',
  'id',
  'selfLink',
  'timeCreated',
  'updated',
  'metageneration',
  'etag',
  'projectNumber',
  'locationType',
]);

/** What a client may set, of a bucket resource that it sent. */
export function settingsIn(resource: Readonly<Record<string, unknown>>): BucketRecord['settings'] {
  return Object.fromEntries(Object.entries(resource).filter(([key]) => !NOT_SETTINGS.has(key)));
}

/** A bucket that was not there before. */
export function newBucket(name: string, location: string, settings: BucketRecord['settings'] = {}): BucketRecord {
  const now = new Date().toISOString();
  return {
    name,
    location: location.toUpperCase(),
    storageClass: 'STANDARD',
    timeCreated: now,
    updated: now,
    metageneration: 1,
    settings,
  };
}

/** The record in a file's text; `undefined` where it is none. */
export function parseBucketRecord(text: string): BucketRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isRecord(value.settings)) return undefined;
  const { name, location, storageClass, timeCreated, updated, metageneration, settings, policy } = value;
  const hasText = typeof name === 'string' && typeof location === 'string' && typeof storageClass === 'string';
  if (!hasText || typeof timeCreated !== 'string' || typeof updated !== 'string') return undefined;
  if (typeof metageneration !== 'number') return undefined;
  const record = { name, location, storageClass, timeCreated, updated, metageneration, settings };
  return isRecord(policy) ? { ...record, policy } : record;
}

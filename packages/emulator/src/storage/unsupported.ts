import { type ApiError, storageApiError } from '../http/api-error.ts';
import { isRecord } from '../http/json-body.ts';
import { notEmulated } from '../http/not-emulated.ts';
import type { Call } from '../http/routes.ts';

type Json = Readonly<Record<string, unknown>>;

/** What is set of a bucket, by field: the value that means "not set" is taken, any other is refused by name. */
const BUCKET_FEATURES: Readonly<Record<string, readonly [what: string, isSet: (value: unknown) => boolean]>> = {
  acl: ['ACLs', isFilled],
  autoclass: ['Autoclass', isEnabled],
  billing: ['requester pays', (value) => isRecord(value) && value.requesterPays === true],
  cors: ['CORS', isFilled],
  customPlacementConfig: ['custom dual-regions', isFilled],
  defaultEventBasedHold: ['holds', (value) => value === true],
  defaultObjectAcl: ['ACLs', isFilled],
  encryption: ['customer-managed keys', (value) => isRecord(value) && isFilled(value.defaultKmsKeyName)],
  hierarchicalNamespace: ['hierarchical namespaces', isEnabled],
  iamConfiguration: ['ACLs', (value) => isRecord(value) && isDisabled(value.uniformBucketLevelAccess)],
  ipFilter: ['IP filters', isFilled],
  lifecycle: ['lifecycle rules', (value) => isRecord(value) && isFilled(value.rule)],
  logging: ['usage logs', isFilled],
  objectRetention: ['object retention', isFilled],
  retentionPolicy: ['retention', isFilled],
  softDeletePolicy: ['soft delete', (value) => isRecord(value) && Number(value.retentionDurationSeconds ?? 0) > 0],
  storageClass: ['storage classes', isOtherClass],
  versioning: ['versioning', isEnabled],
  website: ['websites', isFilled],
};

const OBJECT_FEATURES: typeof BUCKET_FEATURES = {
  acl: ['ACLs', isFilled],
  contexts: ['object contexts', isFilled],
  eventBasedHold: ['holds', (value) => value === true],
  kmsKeyName: ['customer-managed keys', isFilled],
  retention: ['retention', isFilled],
  storageClass: ['storage classes', isOtherClass],
  temporaryHold: ['holds', (value) => value === true],
};

const QUERY_FEATURES: Readonly<Record<string, string>> = {
  destinationKmsKeyName: 'customer-managed keys',
  destinationPredefinedAcl: 'ACLs',
  enableObjectRetention: 'object retention',
  kmsKeyName: 'customer-managed keys',
  predefinedAcl: 'ACLs',
  predefinedDefaultObjectAcl: 'ACLs',
  softDeleted: 'soft delete',
};

/** Values that ask for nothing: the owner alone is what there is (rclone asks for `private` where it makes a bucket). */
const UNSET = new Set(['', 'false', 'private', 'projectprivate']);

/** Throws 501 for a bucket resource that asks for what is not emulated. */
export function checkBucketFeatures(resource: Json): void {
  checkFeatures(resource, BUCKET_FEATURES);
}

/** Throws 501 for an object resource that asks for what is not emulated. */
export function checkObjectFeatures(resource: Json): void {
  checkFeatures(resource, OBJECT_FEATURES);
}

function checkFeatures(resource: Json, features: typeof BUCKET_FEATURES): void {
  for (const [field, [what, isSet]] of Object.entries(features)) if (isSet(resource[field])) throw refusal(what);
}

/** Throws 501 for what the query or the headers of a request ask for and is not emulated. */
export function checkRequestFeatures({ request, url }: Call): void {
  for (const [name, value] of url.searchParams) {
    const what = QUERY_FEATURES[name];
    if (what !== undefined && !UNSET.has(value.toLowerCase())) throw refusal(what);
  }
  const { headers } = request;
  if (headers['x-http-method-override'] !== undefined) throw refusal('X-HTTP-Method-Override');
  if (headers['x-goog-encryption-algorithm'] !== undefined) throw refusal('customer-supplied keys');
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw refusal('request bodies with a Content-Encoding');
}

const CLASSES = new Set([
  'NEARLINE',
  'COLDLINE',
  'ARCHIVE',
  'MULTI_REGIONAL',
  'REGIONAL',
  'DURABLE_REDUCED_AVAILABILITY',
]);

function isOtherClass(value: unknown): boolean {
  if (value === undefined || value === null || value === 'STANDARD') return false;
  if (typeof value === 'string' && CLASSES.has(value.toUpperCase())) return true;
  throw storageApiError(400, 'invalid', `Invalid storage class: ${String(value)}`);
}

function isFilled(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '' && value !== false;
}

function isEnabled(value: unknown): boolean {
  return isRecord(value) && value.enabled === true;
}

function isDisabled(value: unknown): boolean {
  return isRecord(value) && value.enabled === false;
}

function refusal(what: string): ApiError {
  return notEmulated(what, '/storage/v1/');
}

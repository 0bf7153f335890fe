import { storageApiError } from '../http/api-error.ts';
import { isRecord } from '../http/json-body.ts';

/** What the writer of an object decides, apart from its bytes. */
export interface ObjectAttributes {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentLanguage?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly customTime?: string | undefined;
  readonly storageClass?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** One generation of an object, as its record on disk has it. */
export interface ObjectRecord {
  readonly bucket: string;
  readonly name: string;
  /** Microseconds since 1970 or one more than the last; below 2^53. */
  readonly generation: number;
  readonly metageneration: number;
  readonly size: number;
  readonly crc32c: string;
  readonly md5Hash: string | undefined;
  /** Objects that this one was composed of. */
  readonly componentCount: number | undefined;
  readonly timeCreated: string;
  readonly updated: string;
  readonly attributes: ObjectAttributes;
}

/** An object that is there. */
export type StoredObject = ObjectRecord;

const ATTRIBUTE_NAMES = [
  'contentType',
  'contentEncoding',
  'contentDisposition',
  'contentLanguage',
  'cacheControl',
  'customTime',
  'storageClass',
] as const;

/** The attributes in a resource that a client sent, over those that the object has; `null` takes one away. */
export function attributesFrom(
  resource: Readonly<Record<string, unknown>>,
  before: ObjectAttributes = { contentType: undefined },
): ObjectAttributes {
  const after: Record<string, string | undefined> = {};
  for (const name of ATTRIBUTE_NAMES) {
    const value = resource[name];
    if (typeof value === 'string') checkHeaderValue(name, value);
    if (value === null) after[name] = undefined;
    else after[name] = typeof value === 'string' ? value : before[name];
  }
  const metadata = customMetadata(resource.metadata, before.metadata);
  const entries = Object.entries({ ...after, metadata }).filter(([, value]) => value !== undefined);
  return { contentType: after.contentType, ...Object.fromEntries(entries) };
}

/** Attributes come back as headers of a download: what no header can carry is refused when it is set. */
function checkHeaderValue(name: string, value: string): void {
  if (/^[\t\x20-\x7e]*$/.test(value)) return;
  throw storageApiError(400, 'invalid', `Invalid value for ${name}: ${JSON.stringify(value)}`);
}

function customMetadata(
  value: unknown,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  if (value === null) return undefined;
  if (!isRecord(value)) return before;
  const entries = Object.entries({ ...before, ...value }).filter(([, text]) => text !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([key, text]) => [key, String(text)]));
}

/** The record in a file's text; `undefined` where it is none. */
export function parseObjectRecord(text: string): ObjectRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isAttributes(value.attributes)) return undefined;
  const { attributes } = value;
  const { bucket, name, generation, metageneration, size, crc32c, md5Hash, componentCount, timeCreated, updated } =
    value;
  const hasText = typeof bucket === 'string' && typeof name === 'string' && typeof crc32c === 'string';
  const hasNumbers = isCount(generation) && isCount(metageneration) && isCount(size);
  const hasTimes = typeof timeCreated === 'string' && typeof updated === 'string';
  if (!hasText || !hasNumbers || !hasTimes) return undefined;
  return {
    bucket,
    name,
    generation,
    metageneration,
    size,
    crc32c,
    md5Hash: typeof md5Hash === 'string' ? md5Hash : undefined,
    componentCount: isCount(componentCount) ? componentCount : undefined,
    timeCreated,
    updated,
    attributes,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0;
}

function isAttributes(value: unknown): value is ObjectAttributes {
  if (!isRecord(value)) return false;
  for (const key in value) {
    const attribute = value[key];
    const isFine = key === 'metadata' ? isRecord(attribute) : typeof attribute === 'string';
    if (!isFine) return false;
  }
  return true;
}

import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, storageApiError } from '../http/api-error.ts';
import type { StoredObject } from './object-record.ts';

export interface Conditions {
  readonly generation: number | undefined;
  readonly ifGenerationMatch: number | undefined;
  readonly ifGenerationNotMatch: number | undefined;
  readonly ifMetagenerationMatch: number | undefined;
  readonly ifMetagenerationNotMatch: number | undefined;
}

/** The preconditions in a request's query; 400 for what is no number. `prefix` is `Source` for those on a copy's source. */
export function conditionsIn(query: URLSearchParams, prefix: '' | 'Source' = ''): Conditions {
  const read = (name: string): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    const value = Number(text);
    if (/^\d{1,19}$/.test(text)) return value;
    throw storageApiError(400, 'invalid', `Invalid value for ${name}: '${text}'`, {
      locationType: 'parameter',
      location: name,
    });
  };
  return {
    generation: read(prefix === '' ? 'generation' : 'sourceGeneration'),
    ifGenerationMatch: read(`if${prefix}GenerationMatch`),
    ifGenerationNotMatch: read(`if${prefix}GenerationNotMatch`),
    ifMetagenerationMatch: read(`if${prefix}MetagenerationMatch`),
    ifMetagenerationNotMatch: read(`if${prefix}MetagenerationNotMatch`),
  };
}

/** What conditions look at. Buckets have metagenerations alone. */
type Judged = Pick<StoredObject, 'generation' | 'metageneration'>;

/** Throws 412 unless the conditions hold of what is there now; 304 in place of 412 for a read that need not be answered. */
export function checkConditions(conditions: Conditions, now: Judged | undefined, isRead = false): void {
  const { ifGenerationMatch, ifGenerationNotMatch, ifMetagenerationMatch, ifMetagenerationNotMatch } = conditions;
  const generation = now?.generation ?? 0;
  if (ifGenerationMatch !== undefined && ifGenerationMatch !== generation) throw unmet('ifGenerationMatch');
  if (ifMetagenerationMatch !== undefined && ifMetagenerationMatch !== now?.metageneration)
    throw unmet('ifMetagenerationMatch');
  if (ifGenerationNotMatch !== undefined && ifGenerationNotMatch === generation)
    throw same(isRead, 'ifGenerationNotMatch');
  if (ifMetagenerationNotMatch !== undefined && ifMetagenerationNotMatch === now?.metageneration) {
    throw same(isRead, 'ifMetagenerationNotMatch');
  }
}

/** Throws 412 or 304 by If-Match and If-None-Match of a read (RFC 9110, 13.1). */
export function checkEtags(headers: IncomingHttpHeaders, etag: string): void {
  const isIn = (list: string) => list.trim() === '*' || list.split(',').some((one) => bare(one) === etag);
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && !isIn(match)) throw unmet('If-Match');
  if (noneMatch !== undefined && isIn(noneMatch)) throw same(true, 'If-None-Match');
}

/** The object that a request names, at the generation that it names; 404 if that is not the one there. */
export function existing(now: StoredObject | undefined, name: string, { generation }: Conditions): StoredObject {
  if (now !== undefined && (generation === undefined || generation === now.generation)) return now;
  throw storageApiError(404, 'notFound', `No such object: ${name}`);
}

function unmet(location: string): ApiError {
  const message = 'At least one of the pre-conditions you specified did not hold.';
  return storageApiError(412, 'conditionNotMet', message, { locationType: 'header', location });
}

function same(isRead: boolean, location: string): ApiError {
  return isRead ? new ApiError(304, { error: { code: 304, message: 'Not Modified' } }) : unmet(location);
}

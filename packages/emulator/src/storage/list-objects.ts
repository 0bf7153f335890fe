import picomatch from 'picomatch';
import { storageApiError } from '../http/api-error.ts';
import { firstFrom, firstThat } from './bucket-index.ts';
import { compareNames } from './names.ts';
import type { StoredObject } from './object-record.ts';

const MAX_RESULTS = 1000;

export interface ObjectPage {
  readonly items: readonly StoredObject[];
  /** What the delimiter folds together: `a/` for all of `a/…`. */
  readonly prefixes: readonly string[];
  readonly nextPageToken: string | undefined;
}

/** One page of a list, by the query of `objects.list` (Cloud Storage JSON API). */
export function listObjects(objects: readonly StoredObject[], query: URLSearchParams): ObjectPage {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const glob = query.get('matchGlob');
  const isMatch = glob === null ? () => true : matcherOf(glob);
  const end = query.get('endOffset');
  const after = tokenIn(query);
  const limit = limitIn(query);
  const items: StoredObject[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  const first = [query.get('startOffset') ?? '', after ?? '', prefix].sort(compareNames).at(-1) ?? '';
  for (let at = firstFrom(objects, first); at < objects.length; ) {
    const object = objects[at++];
    if (object === undefined || !object.name.startsWith(prefix)) break;
    const { name } = object;
    if (end !== null && compareNames(name, end) >= 0) break;
    const cut = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    const key = cut < 0 ? name : name.slice(0, cut + delimiter.length);
    if ((after !== undefined && compareNames(key, after) <= 0) || !isMatch(name)) continue;
    if (items.length + prefixes.length === limit) {
      return { items, prefixes, nextPageToken: Buffer.from(last ?? '').toString('base64url') };
    }
    last = key;
    if (cut < 0) {
      items.push(object);
      continue;
    }
    prefixes.push(key);
    if (name === key && query.get('includeTrailingDelimiter') === 'true') items.push(object);
    // All that the prefix folds together is passed over at once.
    at = firstThat(objects, (other) => compareNames(other.name, key) > 0 && !other.name.startsWith(key));
  }
  return { items, prefixes, nextPageToken: undefined };
}

/** `*` and `?` stop at a slash, `**` does not, `[!a-c]` is none of a to c (Cloud Storage, "List objects using glob"). */
function matcherOf(glob: string): (name: string) => boolean {
  const options = { dot: true, strictSlashes: true, nonegate: true, noextglob: true };
  return picomatch(glob.replaceAll('[!', '[^'), options);
}

function tokenIn(query: URLSearchParams): string | undefined {
  const token = query.get('pageToken');
  if (token === null || token === '') return undefined;
  if (!/^[\w-]+$/.test(token)) throw storageApiError(400, 'invalid', `Invalid pageToken: '${token}'`);
  return Buffer.from(token, 'base64url').toString('utf8');
}

function limitIn(query: URLSearchParams): number {
  const text = query.get('maxResults');
  if (text === null) return MAX_RESULTS;
  const limit = Number(text);
  if (!/^\d+$/.test(text)) throw storageApiError(400, 'invalid', `Invalid maxResults: '${text}'`);
  return limit === 0 ? MAX_RESULTS : Math.min(limit, MAX_RESULTS);
}

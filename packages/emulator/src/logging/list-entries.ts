import { sortableTime } from '../filter/comparison.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { valueAt } from '../filter/value-at.ts';
import { rpcApiError } from '../http/api-error.ts';
import type { LogEntry } from './log-store.ts';

export interface ListEntriesRequest {
  readonly filter?: string | undefined;
  readonly orderBy?: string | undefined;
  readonly pageSize?: number | undefined;
  readonly pageToken?: string | undefined;
}

export interface EntryPage {
  readonly entries: readonly LogEntry[];
  readonly nextPageToken: string;
}

const PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/** One page of `entries.list`: by time, and where times are the same by insert id. */
export function listEntries(all: readonly LogEntry[], request: ListEntriesRequest): EntryPage {
  const { filter = '', orderBy = 'timestamp asc', pageSize = PAGE_SIZE, pageToken } = request;
  const order = /^timestamp( asc| desc)?$/.exec(orderBy || 'timestamp asc');
  if (order === null) throw rpcApiError(400, 'INVALID_ARGUMENT', `Invalid order_by: ${orderBy}`);
  const isWanted = parseFilter(filter, true);
  const keyOf = (entry: LogEntry) => `${sortableTime(entry.timestamp)} ${entry.insertId}`;
  const found = all
    .filter((entry) => isWanted((path) => valueAt(entry, path)))
    .map((entry) => ({ key: keyOf(entry), entry }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (order[1] === ' desc') found.reverse();
  const after = pageToken ? Buffer.from(pageToken, 'base64url').toString() : undefined;
  const start = after === undefined ? 0 : found.findIndex(({ key }) => key === after) + 1;
  const size = Math.min(pageSize || PAGE_SIZE, MAX_PAGE_SIZE);
  const page = found.slice(start, start + size);
  const hasMore = start + size < found.length;
  return {
    entries: page.map(({ entry }) => entry),
    nextPageToken: hasMore ? Buffer.from(page.at(-1)?.key ?? '').toString('base64url') : '',
  };
}

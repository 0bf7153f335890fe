import {
  type ColumnOptions,
  type CsvBatch,
  type CsvEnd,
  type CsvReader,
  createCsvReader,
  MAX_HEADER_BYTES,
  parseTripHeader,
  type TripBatch,
  type TripHeader,
  tripsIn,
} from '@taxifare/core';
import { type ObjectInfo, type ObjectStore, openLocalObject, parseObjectUri } from '@taxifare/gcs';
import { GunzippedObject } from './gunzipped-object.ts';
import { isGzip, type Shard } from './shard.ts';

const HEADER_BYTES = 64 * 1024;
const RANGE_BYTES = 4 * 1024 * 1024;
const RANGES_IN_FLIGHT = 4;
/** Longer than nearly every record: the last one of a shard mostly comes with the shard's own ranges. */
const OVERLAP_BYTES = 64 * 1024;
const TAIL_BYTES = 256 * 1024;

export interface GetDataOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** Where the shard's first record starts, if that is known: where the shard before ends. Else after the next newline. */
  readonly recordAtByte?: number | undefined;
  readonly maxRows?: number | undefined;
  /** Which column is which, where the names do not say it. */
  readonly columns?: ColumnOptions | undefined;
}

export type TakeTrips = (trips: TripBatch, block: number) => void;

/** Readers are reused: each has a window of memory of its own. */
const readers: CsvReader[] = [];
const headers = new WeakMap<ObjectInfo, Promise<TripHeader>>();

/**
 * Step one: reads a shard's trips and hands them on, a block of the file at a time. Nothing awaits per row, and a local
 * file's shard is read without awaiting at all.
 */
export async function getData(
  shard: Shard,
  object: ObjectInfo,
  options: GetDataOptions,
  take: TakeTrips,
): Promise<CsvEnd> {
  const gunzipped = isGzip(object) ? new GunzippedObject(object, options) : undefined;
  const header = await headerOf(object, options, gunzipped);
  const { recordAtByte } = options;
  const slice = {
    source: object.uri,
    header,
    startByte: recordAtByte ?? shard.startByte,
    endByte: shard.endByte,
    from: recordAtByte === undefined ? ('newline' as const) : ('record' as const),
    maxRows: options.maxRows,
  };
  const used = readers.pop();
  used?.reset(slice);
  const reader = used ?? createCsvReader(slice);
  const takeBatch = (batch: CsvBatch) =>
    take(tripsIn(batch, header.holds, options.columns?.distance?.unit), batch.block);
  if (gunzipped !== undefined) await readGunzipped(reader, gunzipped, takeBatch);
  else if (parseObjectUri(object.uri).kind === 'file') readLocal(reader, object, takeBatch);
  else await readRanges(reader, object, shard, options, takeBatch);
  const end = reader.end(takeBatch);
  readers.push(reader);
  return end;
}

function readLocal(reader: CsvReader, object: ObjectInfo, take: (batch: CsvBatch) => void): void {
  const file = openLocalObject(object);
  try {
    while (!reader.isDone) {
      const bytes = file.readInto(reader.room, reader.position);
      if (bytes === 0) break;
      reader.advance(bytes, take);
    }
    file.recheck();
  } finally {
    file.close();
  }
}

async function readRanges(
  reader: CsvReader,
  object: ObjectInfo,
  shard: Shard,
  { store, signal }: GetDataOptions,
  take: (batch: CsvBatch) => void,
): Promise<void> {
  const end = Math.min(shard.endByte + OVERLAP_BYTES, object.bytes);
  const inFlight: Promise<Uint8Array>[] = [];
  let asked = reader.position;
  const cancel = new AbortController();
  const options = { signal: AbortSignal.any([signal, cancel.signal]) };
  try {
    while (!reader.isDone && reader.position < object.bytes) {
      while (inFlight.length < RANGES_IN_FLIGHT && asked < end) {
        const start = asked;
        asked = Math.min(asked + RANGE_BYTES, end);
        const range = store.readRange(object, { start, end: asked }, options);
        // Awaited in turn; until then a failure of a later one is nobody's unhandled rejection.
        range.catch(() => {});
        inFlight.push(range);
      }
      const { position } = reader;
      const next = inFlight.shift();
      const tail = { start: position, end: Math.min(position + TAIL_BYTES, object.bytes) };
      reader.push(await (next ?? store.readRange(object, tail, options)), take);
    }
  } finally {
    cancel.abort();
  }
}

async function readGunzipped(
  reader: CsvReader,
  stream: GunzippedObject,
  take: (batch: CsvBatch) => void,
): Promise<void> {
  let skip = reader.position;
  for await (const chunk of stream.chunks()) {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    reader.push(chunk.subarray(skipped), take);
    if (reader.isDone) return;
  }
}

/** The header of an object; read once, whoever asks first. */
function headerOf(object: ObjectInfo, options: GetDataOptions, gunzipped: GunzippedObject | undefined) {
  const known = headers.get(object);
  if (known !== undefined) return known;
  const header = readHeader(object, options, gunzipped);
  headers.set(object, header);
  header.catch(() => headers.delete(object));
  return header;
}

async function readHeader(
  object: ObjectInfo,
  { store, signal, columns }: GetDataOptions,
  gunzipped: GunzippedObject | undefined,
): Promise<TripHeader> {
  for (let want = HEADER_BYTES; ; want *= 4) {
    const bytes = await (gunzipped?.first(want) ??
      store.readRange(object, { start: 0, end: Math.min(want, object.bytes) }, { signal }));
    const isComplete = bytes.length < want;
    const header = parseTripHeader(bytes, { ...columns, source: object.uri, purpose: 'training', isComplete });
    if (header !== undefined) return header;
    if (isComplete || want > 4 * MAX_HEADER_BYTES) throw new RangeError('readHeader: no header and no error');
  }
}

import {
  type CsvBatch,
  type CsvReader,
  createCsvReader,
  MAX_HEADER_BYTES,
  parseTripHeader,
  type TripHeader,
  tripsIn,
} from '@taxifare/core';
import { type ByteSource, type ObjectInfo, RangeSum } from '@taxifare/gcs';
import type { GetDataOptions, OnTrips, TripsEnd } from './get-data-options.ts';
import type { Shard } from './shard.ts';

const HEADER_BYTES = 64 * 1024;
/** Longer than nearly every record: the last one of a shard mostly comes with the shard's own bytes. */
const OVERLAP_BYTES = 64 * 1024;
const TAIL_BYTES = 256 * 1024;

/** Readers are reused: each has a window of memory of its own. */
const readers: CsvReader[] = [];
const headers = new WeakMap<ObjectInfo, TripHeader>();

/** The header of an object that has been read in this thread, of a stream that cannot be read again too. */
export function knownHeader(object: ObjectInfo): TripHeader | undefined {
  return headers.get(object);
}

/**
 * Step one: reads a shard's trips and hands them on, a block of the file at a time. Nothing awaits per row, and a local
 * file's shard is read without awaiting at all.
 */
export async function getData(
  shard: Shard,
  object: ObjectInfo,
  options: GetDataOptions,
  onTrips: OnTrips,
): Promise<TripsEnd> {
  if (shard.rowGroup !== undefined) {
    // Read only where there is a Parquet file.
    const { getParquetData } = await import('./get-parquet-data.ts');
    return await getParquetData({ ...shard, rowGroup: shard.rowGroup }, object, options, onTrips);
  }
  const source = await options.store.open(object, { signal: options.signal });
  try {
    const { readInto } = source;
    const sum = sumOf(shard, object, options);
    const reading = { shard, object, source, options, onTrips, sum };
    const { reader, onBatch } = readInto === undefined ? await readChunks(reading) : readSync(reading, readInto);
    const end = reader.end(onBatch);
    readers.push(reader);
    return { ...end, crc32c: sum?.crc32c };
  } finally {
    source.close();
  }
}

/** A whole object is checked where it is read; the shards of one are summed, and checked when all of them are there. */
function sumOf(shard: Shard, object: ObjectInfo, { maxRows }: GetDataOptions): RangeSum | undefined {
  const isPart = object.crc32c !== undefined && Number.isFinite(shard.endByte) && maxRows === undefined;
  return isPart ? new RangeSum({ start: shard.startByte, end: shard.endByte }) : undefined;
}

interface Reading {
  readonly shard: Shard;
  readonly object: ObjectInfo;
  readonly source: ByteSource;
  readonly options: GetDataOptions;
  readonly onTrips: OnTrips;
  readonly sum: RangeSum | undefined;
}

interface TripReader {
  readonly reader: CsvReader;
  readonly onBatch: (batch: CsvBatch) => void;
}

function tripReader({ shard, object, options, onTrips }: Reading, header: TripHeader): TripReader {
  const { recordAtByte, maxRows, columns } = options;
  const from = recordAtByte === undefined ? ('newline' as const) : ('record' as const);
  const startByte = recordAtByte ?? shard.startByte;
  const slice = { source: object.uri, header, startByte, endByte: shard.endByte, from, maxRows };
  const used = readers.pop();
  used?.reset(slice);
  return {
    reader: used ?? createCsvReader(slice),
    onBatch: (batch) => onTrips(tripsIn(batch, header.holds, columns?.distance?.unit), batch.block),
  };
}

/** Straight from the disk into the reader's memory. */
function readSync(reading: Reading, readInto: NonNullable<ByteSource['readInto']>): TripReader {
  let header = headers.get(reading.object);
  for (let want = HEADER_BYTES; header === undefined; want *= 4) {
    const bytes = new Uint8Array(want);
    const length = readInto(bytes, 0);
    header = headerIn(bytes.subarray(0, length), reading, length < want);
  }
  const { reader, onBatch } = tripReader(reading, header);
  while (!reader.isDone) {
    const bytes = readInto(reader.room, reader.position);
    if (bytes === 0) break;
    reader.advance(bytes, onBatch);
  }
  return { reader, onBatch };
}

/** What comes in chunks: from the network, decompressed, from a stream. An object's header comes with its first rows. */
async function readChunks(reading: Reading): Promise<TripReader> {
  const { shard, source, options, sum } = reading;
  const { signal } = options;
  const isFirst = shard.startByte === 0 && options.recordAtByte === undefined;
  let trips = isFirst ? undefined : tripReader(reading, await headerOf(reading));
  const head = new Head(reading);
  const begin = (header: TripHeader | undefined) => {
    if (header === undefined) return;
    trips = tripReader(reading, header);
    trips.reader.push(head.bytes.subarray(trips.reader.position), trips.onBatch);
  };
  const end = Number.isFinite(shard.endByte) ? { end: shard.endByte + OVERLAP_BYTES } : {};
  // What is summed is all of the shard, wherever its first record is known to start.
  const start = sum === undefined ? (trips?.reader.position ?? 0) : shard.startByte;
  let at = start;
  for await (const chunk of source.chunks({ start, ...end }, { signal })) {
    options.onBytes?.(chunk.length);
    sum?.add(chunk);
    if (trips === undefined) begin(head.add(chunk));
    else trips.reader.push(chunk.subarray(Math.max(0, trips.reader.position - at)), trips.onBatch);
    at += chunk.length;
    if (trips?.reader.isDone && sum?.isWhole !== false) return trips;
  }
  if (trips === undefined) begin(head.end());
  if (trips === undefined) throw new RangeError('readChunks: no header and no error');
  const { reader, onBatch } = trips;
  // A record that is longer than the overlap.
  while (!reader.isDone && Number.isFinite(shard.endByte) && reader.position < source.bytes) {
    const tail = { start: reader.position, end: reader.position + TAIL_BYTES };
    for await (const chunk of source.chunks(tail, { signal })) reader.push(chunk, onBatch);
  }
  return trips;
}

async function headerOf(reading: Reading): Promise<TripHeader> {
  const { object, source, options } = reading;
  const known = headers.get(object);
  if (known !== undefined) return known;
  const head = new Head(reading);
  let header: TripHeader | undefined;
  for await (const chunk of source.chunks({ start: 0, end: MAX_HEADER_BYTES }, { signal: options.signal })) {
    header = head.add(chunk);
    if (header !== undefined) break;
  }
  header ??= head.end();
  if (header === undefined) throw new RangeError('headerOf: no header and no error');
  return header;
}

/** The first bytes of an object, until the header is among them. */
class Head {
  readonly #reading: Reading;
  bytes: Uint8Array = new Uint8Array(0);

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  add(chunk: Uint8Array): TripHeader | undefined {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    return headerIn(this.bytes, this.#reading, false);
  }

  end(): TripHeader | undefined {
    return headerIn(this.bytes, this.#reading, true);
  }
}

/** The header at the beginning of `head`; looked for in the same first bytes, however they arrive. */
function headerIn(head: Uint8Array, { object, options }: Reading, isWhole: boolean): TripHeader | undefined {
  const how = { ...options.columns, source: object.uri, purpose: 'training' as const };
  let header: TripHeader | undefined;
  for (let want = HEADER_BYTES; header === undefined && want <= head.length; want *= 4) {
    header = parseTripHeader(head.subarray(0, want), { ...how, isComplete: false });
  }
  if (isWhole) header ??= parseTripHeader(head, { ...how, isComplete: true });
  if (header !== undefined) headers.set(object, header);
  return header;
}

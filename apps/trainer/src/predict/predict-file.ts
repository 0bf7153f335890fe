import { type ColumnOptions, DataError, DISTANCE_UNITS_KM, parseTripHeader, type TripHeader } from '@taxifare/core';
import { createFareLines, type FareColumns, type FareLines, type FareTally, type Model } from '@taxifare/core/model';
import type { ObjectInfo, ObjectStore } from '@taxifare/gcs';
import { isParquet, isRereadable } from '@taxifare/trip-files';

export interface PredictFilesOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  readonly columns: FareColumns;
  /** Which column of the files is which, where the names do not say it. */
  readonly named: ColumnOptions;
  /** Kaggle refuses lines without a key or a fare: so do we. */
  readonly isKaggle: boolean;
  /** Told how many of how many bytes are read; Infinity where nobody knows. */
  readonly onReading: (done: { readonly bytesRead: number; readonly bytes: number }) => void;
  /** Told of each file's header. */
  readonly onHeader: (header: TripHeader, uri: string) => void;
  /** Told what became of each file's rows. */
  readonly onTally: (tally: FareTally, input: ObjectInfo, header: TripHeader) => void;
}

const CHUNK_BYTES = 1024 * 1024;

/** The trips of CSV and Parquet files with their predicted fares, as one CSV file, in large chunks. */
export async function* predictFiles(
  inputs: readonly ObjectInfo[],
  model: Model,
  options: PredictFilesOptions,
): AsyncGenerator<Uint8Array> {
  const output = new OutputChunks();
  output.add(Buffer.from(`key,${options.columns.join(',')}\n`));
  let rowsBefore = 0;
  for (const input of inputs) {
    if (input.bytes === 0) continue;
    const predicted = yield* predictFile(input, { model, rowsBefore, output }, options);
    rowsBefore += predicted.tally.rows;
    options.onTally(predicted.tally, input, predicted.header);
  }
  yield* output.all();
}

interface Predicting {
  readonly model: Model;
  readonly rowsBefore: number;
  readonly output: OutputChunks;
}

interface Predicted {
  readonly tally: FareTally;
  readonly header: TripHeader;
}

async function* predictFile(
  input: ObjectInfo,
  predicting: Predicting,
  options: PredictFilesOptions,
): AsyncGenerator<Uint8Array, Predicted> {
  const { store, signal, onReading } = options;
  const rows = createRows(input, predicting, options);
  const source = await store.open(input, { signal });
  let bytesRead = 0;
  let isOfParquet = false;
  try {
    for await (const chunk of source.chunks()) {
      signal.throwIfAborted();
      isOfParquet = bytesRead === 0 && isRereadable(input) && isParquet(chunk);
      if (isOfParquet) break;
      bytesRead += chunk.length;
      onReading({ bytesRead, bytes: source.bytes });
      rows.push(chunk);
      yield* predicting.output.full();
    }
  } finally {
    source.close();
  }
  return isOfParquet ? yield* predictParquet(input, predicting, options) : rows.end();
}

async function* predictParquet(
  input: ObjectInfo,
  predicting: Predicting,
  options: PredictFilesOptions,
): AsyncGenerator<Uint8Array, Predicted> {
  const { store, signal, named } = options;
  // Read only where there is a Parquet file.
  const { csvColumns, parquetCsv } = await import('@taxifare/trip-files/parquet');
  const columns = { ...named, distance: predicting.model.distance };
  const onHeader = (header: TripHeader, uri: string) =>
    options.onHeader({ ...header, notes: [...header.notes, 'keys of a Parquet file are not read'] }, uri);
  const rows = createRows(input, predicting, { ...options, onHeader, named: csvColumns(columns) });
  for await (const lines of parquetCsv(input, { store, signal, columns, purpose: 'prediction' })) {
    signal.throwIfAborted();
    rows.push(lines);
    yield* predicting.output.full();
  }
  return rows.end();
}

/** What becomes of a file's bytes: its header first, then its fares. */
function createRows(input: ObjectInfo, { model, rowsBefore, output }: Predicting, options: PredictFilesOptions) {
  const onLines = (lines: Uint8Array) => output.add(lines);
  let head: Uint8Array = new Uint8Array(0);
  let begun: { readonly fareLines: FareLines; readonly header: TripHeader } | undefined;
  const begin = (isComplete: boolean) => {
    const header = headerIn(head, input, model, { ...options, isComplete });
    if (header === undefined) return;
    const { columns } = options;
    begun = { header, fareLines: createFareLines({ ...wantedOf(header, input, model), model, columns, rowsBefore }) };
    begun.fareLines.push(head.subarray(header.endByte), onLines);
  };
  return {
    push: (chunk: Uint8Array): void => {
      if (begun === undefined) {
        head = Buffer.concat([head, chunk]);
        begin(false);
      } else begun.fareLines.push(chunk, onLines);
    },
    end: (): Predicted => {
      if (begun === undefined) begin(true);
      if (begun === undefined) throw new RangeError('predictFile: no header and no error');
      begun.fareLines.end(onLines);
      return { tally: begun.fareLines.tally, header: begun.header };
    },
  };
}

function headerIn(
  head: Uint8Array,
  { uri }: ObjectInfo,
  { distance }: Model,
  { named, isKaggle, onHeader, isComplete }: PredictFilesOptions & { readonly isComplete: boolean },
): TripHeader | undefined {
  const header = parseTripHeader(head, { distance, ...named, purpose: 'prediction', source: uri, isComplete });
  if (header === undefined) return undefined;
  if (isKaggle && !header.holds.includes('key')) {
    const what = "Kaggle wants a column key, and there is none; give Kaggle's test file, or --column key=NAME";
    throw new DataError(`${uri}: ${what}`, { source: uri });
  }
  onHeader(header, uri);
  return header;
}

/** What is read of a file for its fares: the places or distances as numbers, the key as it stands. */
function wantedOf(header: TripHeader, { uri }: ObjectInfo, { distance }: Model) {
  const at = header.holds.indexOf('key');
  return {
    source: uri,
    header: { ...header, positions: header.positions.filter((_, i) => i !== at) },
    keyAt: at < 0 ? undefined : header.positions[at],
    unitKm: distance && DISTANCE_UNITS_KM[distance.unit],
  };
}

/** Gathers pieces of text into chunks, each of which is the receiver's own. */
class OutputChunks {
  #chunks: Uint8Array[] = [];
  #current: Uint8Array = new Uint8Array(CHUNK_BYTES);
  #length = 0;

  add(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#current.length) {
      this.#cut();
      this.#current = new Uint8Array(Math.max(CHUNK_BYTES, bytes.length));
    }
    this.#current.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Those that have come to their size. */
  full(): readonly Uint8Array[] {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  /** The last one too. */
  all(): readonly Uint8Array[] {
    this.#cut();
    return this.full();
  }

  #cut(): void {
    if (this.#length > 0) this.#chunks.push(this.#current.subarray(0, this.#length));
    this.#length = 0;
  }
}

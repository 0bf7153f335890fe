import { parseHeader } from '@taxifare/core';
import { createFareLines, type FareColumns, type FareLines, type Model, PLACE_COLUMNS } from '@taxifare/core/model';
import { type ObjectStore, StorageError } from '@taxifare/gcs';

export interface PredictFileOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  readonly columns: FareColumns;
  /** Told how many of how many bytes are read; Infinity where nobody knows. */
  readonly onReading: (done: { readonly bytesRead: number; readonly bytes: number }) => void;
}

const CHUNK_BYTES = 1024 * 1024;

/** The trips of a CSV file with their predicted fares, as CSV, in large chunks. */
export async function* predictFile(uri: string, model: Model, options: PredictFileOptions): AsyncGenerator<Uint8Array> {
  const { store, signal, columns, onReading } = options;
  const object = await store.info(uri, { signal });
  if (object === undefined)
    throw new StorageError({ code: 'not-found', uri, message: `${uri}: no such file; check --data` });
  const output = new OutputChunks();
  const take = (lines: Uint8Array) => output.add(lines);
  let head: Uint8Array = new Uint8Array(0);
  let fareLines: FareLines | undefined;
  const begin = (isComplete: boolean) => {
    const header = parseHeader(head, { columns: PLACE_COLUMNS, source: uri, isComplete });
    if (header === undefined) return;
    fareLines = createFareLines({ source: uri, header, model, columns });
    output.add(Buffer.from(`key,${columns.join(',')}\n`));
    fareLines.push(head.subarray(header.endByte), take);
  };
  const source = await store.open(object, { signal });
  let bytesRead = 0;
  try {
    for await (const chunk of source.chunks()) {
      signal.throwIfAborted();
      bytesRead += chunk.length;
      onReading({ bytesRead, bytes: source.bytes });
      if (fareLines !== undefined) fareLines.push(chunk, take);
      else {
        head = Buffer.concat([head, chunk]);
        begin(false);
      }
      yield* output.full();
    }
  } finally {
    source.close();
  }
  if (fareLines === undefined) begin(true);
  fareLines?.end(take);
  yield* output.all();
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

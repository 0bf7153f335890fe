import { type ColumnOptions, columnsNamed, DataError, type Purpose, type TripField } from '@taxifare/core';
import type { ByteSource, ObjectInfo } from '@taxifare/gcs';
import {
  type ParquetColumn,
  ParquetError,
  type ParquetFile,
  type ParquetFooter,
  readFooter,
  refuseColumn,
} from '@taxifare/parquet';
import type { HeadOptions } from './read-head.ts';

/** A Parquet file that is open; to be closed. */
export interface OpenParquet {
  readonly file: ParquetFile;
  readonly footer: ParquetFooter;
  close(): void;
  /** An error of reading it, as a `DataError` if it is the file's. */
  explain(error: unknown): unknown;
}

/** A request of a server takes as long as some hundred kilobytes; of the disk, next to nothing. Each column has so many. */
const REMOTE_READ_BYTES = 1024 * 1024;
const LOCAL_READ_BYTES = 128 * 1024;

/** Footers are read once in each thread. */
const footers = new WeakMap<ObjectInfo, ParquetFooter>();

export async function openParquet(object: ObjectInfo, { store, signal }: HeadOptions): Promise<OpenParquet> {
  const { uri: source } = object;
  const explain = (error: unknown) =>
    error instanceof ParquetError ? new DataError(`${source}: ${error.message}`, { source, cause: error }) : error;
  // Its bytes as they are stored: a Parquet file is packed page by page.
  const bytes = await store.open({ ...object, encoding: 'identity' }, { signal });
  try {
    const file: ParquetFile = {
      bytes: object.bytes,
      readBytes: bytes.readInto === undefined ? REMOTE_READ_BYTES : LOCAL_READ_BYTES,
      read: (start, into) => readAll(bytes, start, into, signal),
    };
    const footer = footers.get(object) ?? (await readFooter(file));
    footers.set(object, footer);
    return { file, footer, close: () => bytes.close(), explain };
  } catch (error) {
    bytes.close();
    throw explain(error);
  }
}

/** Reads the bytes from `start` on into all of `into`; answers how many there were. */
function readAll(
  { readInto, chunks }: ByteSource,
  start: number,
  into: Uint8Array,
  signal: AbortSignal,
): number | Promise<number> {
  if (readInto === undefined) return readChunks(chunks({ start, end: start + into.length }, { signal }), into);
  let filled = 0;
  while (filled < into.length) {
    const read = readInto(into.subarray(filled), start + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

async function readChunks(chunks: AsyncIterable<Uint8Array>, into: Uint8Array): Promise<number> {
  let filled = 0;
  for await (const chunk of chunks) {
    into.set(chunk, filled);
    filled += chunk.length;
  }
  return filled;
}

/** The columns of a Parquet file that hold what is wanted of trips. Throws `DataError` where it lacks some. */
export function parquetColumns(
  { footer, explain }: OpenParquet,
  options: ColumnOptions & { readonly purpose: Purpose; readonly source: string },
): { readonly columns: readonly ParquetColumn[]; readonly holds: readonly TripField[]; readonly publisher: string } {
  const found = columnsNamed(
    footer.columns.map(({ name }) => name),
    options,
  );
  // Keys are texts: those of a prediction are row numbers.
  const kept = [...found.holds.keys()].filter((i) => found.holds[i] !== 'key');
  const columns = kept.flatMap((i) => footer.columns[found.positions[i] ?? -1] ?? []);
  try {
    for (const column of columns) refuseColumn(footer, column);
  } catch (error) {
    throw explain(error);
  }
  return { columns, holds: kept.flatMap((i) => found.holds[i] ?? []), publisher: found.publisher };
}

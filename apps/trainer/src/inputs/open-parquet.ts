import { type ColumnOptions, columnsNamed, DataError, type Purpose, type TripField } from '@taxifare/core';
import type { ByteSource, ObjectInfo } from '@taxifare/gcs';
import {
  numberReaderOf,
  type ParquetColumn,
  ParquetError,
  type ParquetFile,
  type ParquetFooter,
  readFooter,
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

/** Footers are read once in each thread. */
const footers = new WeakMap<ObjectInfo, ParquetFooter>();

export async function openParquet(object: ObjectInfo, { store, signal }: HeadOptions): Promise<OpenParquet> {
  const { uri: source } = object;
  const explain = (error: unknown) =>
    error instanceof ParquetError ? new DataError(`${source}: ${error.message}`, { source, cause: error }) : error;
  // Its bytes as they are stored: a Parquet file is packed page by page.
  const bytes = await store.open({ ...object, encoding: 'identity' }, { signal });
  try {
    const file = { bytes: object.bytes, read: (start: number, end: number) => readAll(bytes, start, end, signal) };
    const footer = footers.get(object) ?? (await readFooter(file));
    footers.set(object, footer);
    return { file, footer, close: () => bytes.close(), explain };
  } catch (error) {
    bytes.close();
    throw explain(error);
  }
}

/** Exactly the bytes `[start, end)`. */
function readAll(
  source: ByteSource,
  start: number,
  end: number,
  signal: AbortSignal,
): Uint8Array | Promise<Uint8Array> {
  const into = new Uint8Array(end - start);
  const { readInto } = source;
  if (readInto === undefined) return readChunks(source, into, start, signal);
  for (let filled = 0; filled < into.length; ) {
    const read = readInto(into.subarray(filled), start + filled);
    if (read === 0) return into.subarray(0, filled);
    filled += read;
  }
  return into;
}

async function readChunks(
  source: ByteSource,
  into: Uint8Array,
  start: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let filled = 0;
  for await (const chunk of source.chunks({ start, end: start + into.length }, { signal })) {
    into.set(chunk, filled);
    filled += chunk.length;
  }
  return into.subarray(0, filled);
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
    for (const column of columns) numberReaderOf(column);
  } catch (error) {
    throw explain(error);
  }
  return { columns, holds: kept.flatMap((i) => found.holds[i] ?? []), publisher: found.publisher };
}

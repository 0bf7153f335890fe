import { type FileMetaData, parquetMetadataAsync, type RowGroup, type SchemaElement } from 'hyparquet';
import { ParquetError } from './parquet-error.ts';

/** The bytes of a file, wherever it is. */
export interface ParquetFile {
  readonly bytes: number;
  /** How many bytes are worth asking for at a time. */
  readonly readBytes: number;
  /** Reads the bytes from `start` on into all of `into`; answers how many there were. */
  read(start: number, into: Uint8Array): Promise<number> | number;
}

/** A column of a file, and its place in the row groups. */
export interface ParquetColumn {
  readonly name: string;
  readonly element: SchemaElement;
  /** Its place among a row group's column chunks; `undefined` if it is not one flat column. */
  readonly chunk: number | undefined;
}

/** What the end of a Parquet file says of the rest. */
export interface ParquetFooter {
  readonly metadata: FileMetaData;
  readonly columns: readonly ParquetColumn[];
  readonly rowGroups: readonly RowGroup[];
  readonly rows: number;
}

const MAGIC = 'PAR1';
const ENCRYPTED_MAGIC = 'PARE';
/** The footer is mostly in so many bytes at the end. */
const FOOTER_BYTES = 64 * 1024;
const DAMAGED = "the Parquet file's footer is damaged; copy it again, or write it anew";

/** Reads the footer. Throws `ParquetError` for what is no Parquet file, is encrypted or damaged, or has no rows. */
export async function readFooter(file: ParquetFile): Promise<ParquetFooter> {
  const tail = await bytesOf(file, Math.max(0, file.bytes - 8), file.bytes);
  const magic = String.fromCharCode(...tail.subarray(-4));
  if (magic === ENCRYPTED_MAGIC) throw new ParquetError('the Parquet file is encrypted; write it without encryption');
  if (magic !== MAGIC) {
    throw new ParquetError('a Parquet file that does not end as one, so it is damaged or cut short; copy it again');
  }
  const metadata = await metadataOf(file);
  const rowGroups = metadata.row_groups.filter(({ num_rows }) => num_rows > 0n);
  const rows = rowGroups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  // Rows would be left out without a word.
  if (rows !== Number(metadata.num_rows)) throw new ParquetError(DAMAGED);
  if (rows === 0) throw new ParquetError('the Parquet file has no rows; give one that has some');
  return { metadata, columns: columnsOf(metadata.schema), rowGroups, rows };
}

async function metadataOf(file: ParquetFile): Promise<FileMetaData> {
  try {
    const slice = async (start: number, end = file.bytes) => (await bytesOf(file, start, end)).buffer;
    return await parquetMetadataAsync(
      { byteLength: file.bytes, slice },
      { initialFetchSize: Math.min(FOOTER_BYTES, file.bytes), geoparquet: false },
    );
  } catch (cause) {
    if (cause instanceof Error && (cause.name === 'StorageError' || cause.name === 'AbortError')) throw cause;
    throw new ParquetError(DAMAGED, { cause });
  }
}

async function bytesOf(file: ParquetFile, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  const read = await file.read(start, bytes);
  return read === bytes.length ? bytes : bytes.slice(0, read);
}

/** The columns at the top of the schema, which is a tree written in depth-first order. */
function columnsOf(schema: readonly SchemaElement[]): readonly ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let chunks = 0;
  let at = 1;
  const skip = (): void => {
    const children = schema[at]?.num_children ?? 0;
    if (schema[at]?.type !== undefined) chunks += 1;
    at += 1;
    for (let child = 0; child < children; child++) skip();
  };
  for (let top = 0; top < (schema[0]?.num_children ?? 0); top++) {
    const element = schema[at];
    if (element === undefined) break;
    const isFlat = element.type !== undefined && element.repetition_type !== 'REPEATED';
    columns.push({ name: element.name, element, chunk: isFlat ? chunks : undefined });
    skip();
  }
  return columns;
}

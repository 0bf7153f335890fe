// Not by name: an older Node, which has no zstd, is to get as far as to say that it is too old.
import zlib from 'node:zlib';
import type { CompressionCodec, Compressors, PageHeader } from 'hyparquet';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readHybrid } from './hybrid.ts';
import type { NumberReader } from './number-reader.ts';
import { ParquetError } from './parquet-error.ts';

/** What has to be known of a column to read its pages. */
export interface PageContext {
  readonly codec: CompressionCodec;
  readonly isOptional: boolean;
  readonly reader: NumberReader;
  readonly dictionary: Float64Array | undefined;
}

// snappy is hyparquet's own; Node's inflaters are C.
export const COMPRESSORS: Compressors = {
  GZIP: (bytes: Uint8Array) => zlib.gunzipSync(bytes),
  ZSTD: (bytes: Uint8Array) => zlib.zstdDecompressSync(bytes),
};

export function readDictionary(header: PageHeader, body: Uint8Array, { codec, reader }: PageContext): Float64Array {
  const page = decompressed(body, header.uncompressed_page_size, codec);
  return plainValues(page, reader, header.dictionary_page_header?.num_values ?? 0);
}

/** A page's values, NaN for a null; `undefined` if it is written in a way that is not read here. */
export function readPage(header: PageHeader, body: Uint8Array, context: PageContext): Float64Array | undefined {
  const page = header.data_page_header ? pageV1(header, body, context) : pageV2(header, body, context);
  const { values: bytes, levels, count, encoding } = page;
  const present = levels === undefined ? count : levels.reduce((sum, level) => sum + level, 0);
  const values = valuesOf(bytes, encoding, present, context);
  if (values === undefined || levels === undefined || present === count) return values;
  const spread = new Float64Array(count);
  for (let i = 0, next = 0; i < count; i++) spread[i] = levels[i] === 1 ? values[next++]! : Number.NaN;
  return spread;
}

interface RawPage {
  readonly count: number;
  readonly encoding: string;
  /** 1 for a value, 0 for a null; `undefined`: there are no nulls. */
  readonly levels: Uint32Array | undefined;
  readonly values: Uint8Array;
}

function pageV1(header: PageHeader, body: Uint8Array, { codec, isOptional }: PageContext): RawPage {
  const { num_values: count, encoding } = header.data_page_header!;
  const page = decompressed(body, header.uncompressed_page_size, codec);
  if (!isOptional) return { count, encoding, levels: undefined, values: page };
  const length = viewOf(page).getUint32(0, true);
  return { count, encoding, levels: levelsIn(page.subarray(4, 4 + length), count), values: page.subarray(4 + length) };
}

function pageV2(header: PageHeader, body: Uint8Array, { codec, isOptional }: PageContext): RawPage {
  const v2 = header.data_page_header_v2;
  if (v2 === undefined) throw new ParquetError(`a page of kind ${header.type} among the data; write the file anew`);
  const { num_values: count, num_nulls, encoding, definition_levels_byte_length, repetition_levels_byte_length } = v2;
  const levelsEnd = repetition_levels_byte_length + definition_levels_byte_length;
  const rest = body.subarray(levelsEnd);
  const bytes = header.uncompressed_page_size - levelsEnd;
  const values = v2.is_compressed !== false && bytes > 0 ? decompressed(rest, bytes, codec) : rest;
  const hasNulls = isOptional && num_nulls > 0;
  const levels = hasNulls ? levelsIn(body.subarray(repetition_levels_byte_length, levelsEnd), count) : undefined;
  return { count, encoding, levels, values };
}

function levelsIn(bytes: Uint8Array, count: number): Uint32Array | undefined {
  const levels = new Uint32Array(count);
  readHybrid(bytes, 0, 1, levels, count);
  return levels.includes(0) ? levels : undefined;
}

function valuesOf(bytes: Uint8Array, encoding: string, count: number, context: PageContext): Float64Array | undefined {
  if (encoding === 'PLAIN') return plainValues(bytes, context.reader, count);
  const { dictionary } = context;
  if (!encoding.endsWith('_DICTIONARY') || dictionary === undefined) return undefined;
  const width = bytes[0] ?? 0;
  if (width > 24) return undefined;
  const indices = new Uint32Array(count);
  if (width > 0) readHybrid(bytes, 1, width, indices, count);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = dictionary[indices[i]!] ?? Number.NaN;
  return values;
}

function plainValues(bytes: Uint8Array, reader: NumberReader, count: number): Float64Array {
  const view = viewOf(bytes);
  if (count * reader.bytes > bytes.length) {
    throw new ParquetError(`a page of ${count} values has ${bytes.length} bytes; the file is damaged, copy it again`);
  }
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = reader.read(view, i * reader.bytes);
  return values;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function decompressed(body: Uint8Array, bytes: number, codec: CompressionCodec): Uint8Array {
  try {
    return decompressPage(body, bytes, codec, COMPRESSORS);
  } catch (cause) {
    const isUnknown = cause instanceof Error && cause.message.includes('unsupported');
    const what = isUnknown
      ? `compressed by ${codec}; write it with snappy, gzip or zstd`
      : 'a page that is damaged; copy the file again';
    throw new ParquetError(what, { cause });
  }
}

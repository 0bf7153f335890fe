import type { CompressionCodec } from 'hyparquet';
import { HybridReader } from './hybrid.ts';
import type { NumberReader } from './number-reader.ts';
import type { PackedPage } from './page-bytes.ts';
import { ParquetError } from './parquet-error.ts';
import { plainBytes } from './plain-bytes.ts';
import type { ColumnScratch } from './scratch.ts';
import { unpackPage } from './unpack-page.ts';

/** The column's properties that reading its pages needs. */
export interface PageContext {
  readonly codec: CompressionCodec;
  readonly isOptional: boolean;
  readonly reader: NumberReader;
  readonly dictionary: Float64Array | undefined;
  readonly scratch: ColumnScratch;
}

/** A page whose values are read as they are asked for. */
export interface Page {
  readonly count: number;
  /** The next `count` values, to `[start, …)` of `into`; NaN for a null. */
  read(into: Float64Array, start: number, count: number): void;
}

export function readDictionary({ header, body }: PackedPage, { codec, reader, scratch }: PageContext): Float64Array {
  const page = unpackPage(body, { codec, bytes: header.uncompressed_page_size, scratch: scratch.shared.entries });
  const count = header.dictionary_page_header?.num_values ?? 0;
  // A damaged count is no reason to ask for so much memory.
  const values = scratch.dictionary.numbers(Math.min(count, Math.floor(page.length / reader.bytes)));
  reader.read(viewOf(page), 0, values, 0, count);
  return values;
}

/** A page of data, good until the next is opened. */
export function openPage(page: PackedPage, context: PageContext): Page {
  const { count, encoding, levels, values } =
    page.header.data_page_header === undefined ? pageV2(page, context) : pageV1(page, context);
  const readPresent = readerOf(values, { encoding, count }, context);
  if (levels === undefined) return { count, read: readPresent };
  return {
    count,
    read: (into, start, length) => {
      const flags = context.scratch.shared.flags.integers(length);
      levels.read(flags, length);
      let present = 0;
      for (let i = 0; i < length; i++) present += flags[i]!;
      readPresent(into, start, present);
      // From the last on, nothing is written over that is still to be moved.
      for (let i = length - 1, from = present; from <= i; i--) {
        into[start + i] = flags[i] === 1 ? into[start + --from]! : Number.NaN;
      }
    },
  };
}

interface UnpackedPage {
  readonly count: number;
  readonly encoding: string;
  /** 1 for a value, 0 for a null; `undefined`: there are no nulls. */
  readonly levels: HybridReader | undefined;
  readonly values: Uint8Array;
}

function pageV1({ header, body }: PackedPage, { codec, isOptional, scratch }: PageContext): UnpackedPage {
  const { num_values: count, encoding } = header.data_page_header!;
  const page = unpackPage(body, { codec, bytes: header.uncompressed_page_size, scratch: scratch.unpacked });
  if (!isOptional) return { count, encoding, levels: undefined, values: page };
  const end = 4 + viewOf(page).getUint32(0, true);
  return { count, encoding, levels: new HybridReader(page.subarray(4, end), 0, 1), values: page.subarray(end) };
}

function pageV2({ header, body }: PackedPage, { codec, isOptional, scratch }: PageContext): UnpackedPage {
  const v2 = header.data_page_header_v2;
  if (v2 === undefined) throw new ParquetError(`a page of kind ${header.type} among the data; write the file anew`);
  const { num_values: count, num_nulls, encoding, definition_levels_byte_length, repetition_levels_byte_length } = v2;
  const levelsEnd = repetition_levels_byte_length + definition_levels_byte_length;
  const values = unpackPage(body.subarray(levelsEnd), {
    codec: v2.is_compressed === false ? 'UNCOMPRESSED' : codec,
    bytes: header.uncompressed_page_size - levelsEnd,
    scratch: scratch.unpacked,
  });
  const flags = body.slice(repetition_levels_byte_length, levelsEnd);
  return { count, encoding, levels: isOptional && num_nulls > 0 ? new HybridReader(flags, 0, 1) : undefined, values };
}

/** Reads the values that are there one after the other. */
function readerOf(
  bytes: Uint8Array,
  { encoding, count }: Pick<UnpackedPage, 'encoding' | 'count'>,
  { reader, dictionary, scratch }: PageContext,
): Page['read'] {
  // A number that stands for none is `undefined`.
  if (encoding?.endsWith('_DICTIONARY')) {
    if (dictionary === undefined) throw new ParquetError('a page has no dictionary; copy the file again');
    const indices = new HybridReader(bytes, 1, bytes[0] ?? 0);
    return (into, start, length) => {
      const at = scratch.shared.indices.integers(length);
      indices.read(at, length);
      for (let i = 0; i < length; i++) {
        const value = dictionary[at[i]!];
        if (value === undefined) throw new RangeError('openPage: a value beyond the dictionary');
        into[start + i] = value;
      }
    };
  }
  const plain = plainBytes(bytes, { encoding, valueBytes: reader.bytes, most: count });
  if (plain === undefined) throw new ParquetError(`values encoded as ${encoding}; write them as PLAIN`);
  const view = viewOf(plain);
  let at = 0;
  return (into, start, length) => {
    reader.read(view, at, into, start, length);
    at += length * reader.bytes;
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

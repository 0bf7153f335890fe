// Not by name: an older Node, which has no zstd, is to get as far as to say that it is too old.
import zlib from 'node:zlib';
import { type CompressionCodec, snappyUncompress } from 'hyparquet';
import { ParquetError } from './parquet-error.ts';
import type { ScratchBuffer } from './scratch.ts';

/** The compression of a page, and its size unpacked. */
export interface Packing {
  readonly codec: CompressionCodec;
  readonly bytes: number;
  /** The buffer that it is unpacked into. */
  readonly scratch: ScratchBuffer;
}

/** The codecs that are read: snappy is hyparquet's own; Node's inflaters are C. */
const UNPACKERS: Partial<Record<CompressionCodec, (body: Uint8Array, into: Uint8Array) => void>> = {
  UNCOMPRESSED: (body, into) => into.set(body),
  SNAPPY: snappyUncompress,
  GZIP: (body, into) => move(zlib.gunzipSync(body, inOneChunk(into)), into),
  ZSTD: (body, into) => move(zlib.zstdDecompressSync(body, inOneChunk(into)), into),
};

/** Whether pages of this codec can be read. */
export function isRead(codec: CompressionCodec): boolean {
  return codec in UNPACKERS;
}

/** A page's bytes, valid until its scratch buffer is used again. Throws `ParquetError` for a damaged page. */
export function unpackPage(body: Uint8Array, { codec, bytes, scratch }: Packing): Uint8Array {
  if (bytes === 0) return body.subarray(0, 0);
  const into = scratch.atLeast(bytes).subarray(0, bytes);
  try {
    UNPACKERS[codec]?.(body, into);
  } catch (cause) {
    throw new ParquetError('a page is damaged; copy the file again', { cause });
  }
  return into;
}

/** Left alone, Node inflates into many chunks of 16 KiB, and joins them. One so large has memory of its own. */
function inOneChunk({ length }: Uint8Array): { readonly chunkSize: number; readonly maxOutputLength: number } {
  return { chunkSize: Math.max(length + 64, Buffer.poolSize), maxOutputLength: length };
}

/** Copies bytes, and gives up their memory at once: V8 would let some 80 MB of such arrays lie about. */
function move(bytes: Buffer<ArrayBuffer>, into: Uint8Array): void {
  if (bytes.length !== into.length) throw new RangeError(`a page has ${into.length} bytes, got ${bytes.length}`);
  into.set(bytes);
  bytes.buffer.transfer(0);
}

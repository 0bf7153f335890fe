import { base64OfCrc32c, combineCrc32c, crc32c } from '@taxifare/crc32c';
import type { ByteRange, ObjectInfo } from '../contract.ts';
import { StorageError } from '../storage-error.ts';

/** Sums up the bytes [start, end) of an object out of chunks that come in order and may reach beyond them. */
export class RangeSum {
  readonly #range: ByteRange;
  #at: number;
  #crc = 0;

  constructor(range: ByteRange) {
    this.#range = range;
    this.#at = range.start;
  }

  /** Takes the chunk that comes next. */
  add(chunk: Uint8Array): void {
    const left = this.#range.end - this.#at;
    if (left <= 0) return;
    this.#crc = crc32c(chunk.length <= left ? chunk : chunk.subarray(0, left), this.#crc);
    this.#at += chunk.length;
  }

  /** Whether all of the range has come. */
  get isWhole(): boolean {
    return this.#at >= this.#range.end;
  }

  /** The CRC32C of the range; `undefined` until all of it has come. */
  get crc32c(): number | undefined {
    return this.isWhole ? this.#crc : undefined;
  }
}

/** A range of an object, one after the other from its beginning, and the CRC32C of its bytes. */
export interface SummedRange {
  readonly bytes: number;
  readonly crc32c: number;
}

/** Two ranges that come one after the other, as one. */
export function joinRanges(a: SummedRange, b: SummedRange): SummedRange {
  return { bytes: a.bytes + b.bytes, crc32c: combineCrc32c(a.crc32c, b.crc32c, b.bytes) };
}

/** Throws `StorageError` 'corrupt' unless the sums of all of an object's ranges are together the object's own. */
export function verifyRanges(object: ObjectInfo, ranges: Iterable<SummedRange>): void {
  let crc = 0;
  for (const range of ranges) crc = combineCrc32c(crc, range.crc32c, range.bytes);
  verifyCrc32c(object, crc);
}

/** Throws `StorageError` 'corrupt' unless the CRC32C of what was read is the object's. */
export function verifyCrc32c({ uri, crc32c: expected }: ObjectInfo, crc: number): void {
  const got = base64OfCrc32c(crc);
  if (expected === undefined || expected === got) return;
  const message = `${uri}: what arrived is not what is stored, CRC32C ${got} is not ${expected}`;
  throw new StorageError({ code: 'corrupt', uri, message, hint: 'try again' });
}

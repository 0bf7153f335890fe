/** The widest that an index may be: of so many bits, eight more fit beside it in a word. */
const MAX_WIDTH = 24;
const TOO_FEW = 'HybridReader: fewer values than there have to be';

/**
 * Small integers written as runs and packed bits in turn (Parquet's "RLE / bit-packing hybrid",
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/), each of `width` bits, so many at a time.
 */
export class HybridReader {
  readonly #bytes: Uint8Array;
  readonly #width: number;
  #at: number;
  /** Of the run, or of the packed bits, that it is in. */
  #left = 0;
  /** The run's; `undefined` among packed bits. */
  #value: number | undefined;
  /** Bits that are taken from the bytes already, and how many. */
  #bits = 0;
  #held = 0;

  constructor(bytes: Uint8Array, start: number, width: number) {
    if (width > MAX_WIDTH) throw new RangeError(`HybridReader: at most ${MAX_WIDTH} bits, got ${width}`);
    this.#bytes = bytes;
    this.#at = start;
    this.#width = width;
  }

  /** The next `count`, to the beginning of `into`. Throws `RangeError` where there are not so many. */
  read(into: Uint32Array, count: number): void {
    if (this.#width === 0) into.fill(0, 0, count);
    for (let done = this.#width === 0 ? count : 0; done < count; ) {
      if (this.#left === 0) this.#begin();
      const length = Math.min(this.#left, count - done);
      if (this.#value === undefined) this.#unpack(into, done, done + length);
      else into.fill(this.#value, done, done + length);
      this.#left -= length;
      done += length;
    }
  }

  #begin(): void {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#next();
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80 || shift > 21) break;
    }
    this.#left = header & 1 ? (header >>> 1) * 8 : header >>> 1;
    this.#value = undefined;
    if (header & 1) return;
    let value = 0;
    for (let shift = 0; shift < this.#width; shift += 8) value |= this.#next() << shift;
    this.#value = value;
  }

  #next(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError(TOO_FEW);
    return byte;
  }

  #unpack(into: Uint32Array, start: number, end: number): void {
    const [bytes, width] = [this.#bytes, this.#width];
    const mask = 2 ** width - 1;
    let [at, bits, held] = [this.#at, this.#bits, this.#held];
    for (let i = start; i < end; i++) {
      while (held < width) {
        bits |= (bytes[at++] ?? 0) << held;
        held += 8;
      }
      into[i] = bits & mask;
      bits >>>= width;
      held -= width;
    }
    if (at > bytes.length) throw new RangeError(TOO_FEW);
    this.#at = at;
    this.#bits = bits;
    this.#held = held;
  }
}

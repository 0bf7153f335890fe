/** A buffer grows in such steps, and by an eighth more than is asked for, so that it is enough for the next pages too. */
const STEP_BYTES = 64 * 1024;

/**
 * A buffer that is used again, and grows when it has to. V8 frees an array's memory so late that pages in arrays of their
 * own, which come and go, take up several times what they have: what is not wanted any more is given up at once.
 */
export class ScratchBuffer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** At least so many bytes; they begin with those that are to be kept of it. */
  atLeast(bytes: number, kept: Uint8Array = this.#bytes.subarray(0, 0)): Uint8Array<ArrayBuffer> {
    const old = this.#bytes;
    if (bytes > old.length) this.#bytes = new Uint8Array(Math.ceil((bytes * 1.125) / STEP_BYTES) * STEP_BYTES);
    this.#bytes.set(kept);
    if (this.#bytes !== old) old.buffer.transfer(0);
    return this.#bytes;
  }

  integers(count: number): Uint32Array {
    return new Uint32Array(this.atLeast(count * Uint32Array.BYTES_PER_ELEMENT).buffer, 0, count);
  }

  numbers(count: number): Float64Array {
    return new Float64Array(this.atLeast(count * Float64Array.BYTES_PER_ELEMENT).buffer, 0, count);
  }
}

/** The buffers for reading a column of a row group. */
export interface ColumnScratch {
  /** What is read ahead. */
  readonly packed: ScratchBuffer;
  /** The page that is being read. */
  readonly unpacked: ScratchBuffer;
  readonly dictionary: ScratchBuffer;
  readonly shared: SharedScratch;
}

/** Buffers that all columns of the row group use by turns. */
export interface SharedScratch {
  /** A page as it is stored. */
  readonly body: ScratchBuffer;
  /** A dictionary as it is written. */
  readonly entries: ScratchBuffer;
  /** Which of some values are there. */
  readonly flags: ScratchBuffer;
  /** Where in the dictionary they are. */
  readonly indices: ScratchBuffer;
}

export function sharedScratch(): SharedScratch {
  return {
    body: new ScratchBuffer(),
    entries: new ScratchBuffer(),
    flags: new ScratchBuffer(),
    indices: new ScratchBuffer(),
  };
}

export function columnScratch(shared: SharedScratch): ColumnScratch {
  return { packed: new ScratchBuffer(), unpacked: new ScratchBuffer(), dictionary: new ScratchBuffer(), shared };
}

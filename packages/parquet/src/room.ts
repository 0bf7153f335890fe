/** Room is given out in such steps, and with an eighth to spare, so that it does for the next pages too. */
const STEP_BYTES = 64 * 1024;

/**
 * Bytes that are used again, and grow when they have to. V8 frees an array's memory so late that pages in arrays of their
 * own, which come and go, take up several times what they have: what is not wanted any more is given up at once.
 */
export class Room {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** At least so many bytes; they begin with those that are to be kept of it. */
  of(bytes: number, kept: Uint8Array = this.#bytes.subarray(0, 0)): Uint8Array<ArrayBuffer> {
    const old = this.#bytes;
    if (bytes > old.length) this.#bytes = new Uint8Array(Math.ceil((bytes * 1.125) / STEP_BYTES) * STEP_BYTES);
    this.#bytes.set(kept);
    if (this.#bytes !== old) old.buffer.transfer(0);
    return this.#bytes;
  }

  integers(count: number): Uint32Array {
    return new Uint32Array(this.of(count * Uint32Array.BYTES_PER_ELEMENT).buffer, 0, count);
  }

  numbers(count: number): Float64Array {
    return new Float64Array(this.of(count * Float64Array.BYTES_PER_ELEMENT).buffer, 0, count);
  }
}

/** What reading a column of a row group takes up. */
export interface ColumnRooms {
  /** What is read ahead. */
  readonly packed: Room;
  /** The page that is being read. */
  readonly unpacked: Room;
  readonly dictionary: Room;
  readonly shared: SharedRooms;
}

/** What is done with before another column of the row group is read on. */
export interface SharedRooms {
  /** A page as it is stored. */
  readonly body: Room;
  /** A dictionary as it is written. */
  readonly entries: Room;
  /** Which of some values are there. */
  readonly flags: Room;
  /** Where in the dictionary they are. */
  readonly indices: Room;
}

export function sharedRooms(): SharedRooms {
  return { body: new Room(), entries: new Room(), flags: new Room(), indices: new Room() };
}

export function columnRooms(shared: SharedRooms): ColumnRooms {
  return { packed: new Room(), unpacked: new Room(), dictionary: new Room(), shared };
}

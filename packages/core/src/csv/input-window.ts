/** Reads end at multiples of it in the file, unless told. */
export const READ_BYTES: number = 256 * 1024;

const PAGE_BYTES = 4096;

/**
 * The part of a file that is in memory. A byte's address and its offset in the file are the same modulo a page: reads
 * into other places are several times slower on some processors.
 */
export class InputWindow {
  readonly #memory: Uint8Array;
  readonly #start: number;
  readonly #readBytes: number;
  /** The file's offset of address 0. */
  #origin = 0;
  /** One past the last byte that is here. */
  #position = 0;

  /** The window is at `start` in `memory`, a multiple of the page, and is as long as what is kept in it and a read. */
  constructor(memory: Uint8Array, start: number, readBytes: number) {
    this.#memory = memory;
    this.#start = start;
    this.#readBytes = readBytes;
  }

  /** The offset of the next byte to come in. */
  get position(): number {
    return this.#position;
  }

  /** Empties the window; the next byte to come in is at `position`. */
  begin(position: number): void {
    this.#position = position;
    this.#origin = position - this.#start - (position % PAGE_BYTES);
  }

  /** Where the next bytes go: up to a multiple of the read size in the file, or to soon after the end of the slice. */
  room(sliceEnd: number): Uint8Array {
    const multiple = (Math.floor(this.#position / this.#readBytes) + 1) * this.#readBytes;
    const end = Math.min(multiple, Math.max(this.#position, sliceEnd) + PAGE_BYTES);
    return this.bytes(this.#position, end);
  }

  advance(bytes: number): void {
    this.#position += bytes;
  }

  /** Forgets what is before an offset, making room. */
  keepFrom(offset: number): void {
    const origin = offset - this.#start - (offset % PAGE_BYTES);
    if (origin === this.#origin) return;
    this.#memory.copyWithin(offset - origin, this.addressOf(offset), this.addressOf(this.#position));
    this.#origin = origin;
  }

  addressOf(offset: number): number {
    return offset - this.#origin;
  }

  offsetOf(address: number): number {
    return address + this.#origin;
  }

  bytes(from: number, to: number): Uint8Array {
    return this.#memory.subarray(this.addressOf(from), this.addressOf(to));
  }
}

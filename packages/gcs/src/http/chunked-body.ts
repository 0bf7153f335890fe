import { malformed } from './parse-head.ts';

const LF = 10;
const MAX_LINE_BYTES = 256;
const MAX_TRAILER_BYTES = 8 * 1024;

/** Takes a chunked body apart (RFC 9112, section 7.1). */
export class ChunkedBody {
  /** Where in the grammar the next byte is. */
  #state: 'size' | 'data' | 'data-end' | 'trailer' | 'done' = 'size';
  #line = '';
  #left = 0;
  #trailerBytes = 0;

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** The pieces of the body in `bytes`, in order, and what follows after its end. Throws `HttpError` 'malformed'. */
  push(bytes: Uint8Array): { readonly pieces: readonly Uint8Array[]; readonly after: Uint8Array } {
    const pieces: Uint8Array[] = [];
    let at = 0;
    while (at < bytes.length && this.#state !== 'done') {
      if (this.#state === 'data') {
        const piece = bytes.subarray(at, at + this.#left);
        pieces.push(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#state = 'data-end';
      } else at = this.#readLine(bytes, at);
    }
    return { pieces, after: bytes.subarray(at) };
  }

  #readLine(bytes: Uint8Array, start: number): number {
    const end = bytes.indexOf(LF, start);
    const stop = end < 0 ? bytes.length : end + 1;
    if (this.#line.length + stop - start > MAX_LINE_BYTES) throw malformed('a long line between chunks');
    this.#line += String.fromCharCode(...bytes.subarray(start, stop));
    if (end >= 0) {
      if (!this.#line.endsWith('\r\n')) throw malformed('a bare line feed between chunks');
      this.#endLine(this.#line.slice(0, -2));
      this.#line = '';
    }
    return stop;
  }

  #endLine(line: string): void {
    if (this.#state === 'data-end') {
      if (line !== '') throw malformed('a chunk longer than its size');
      this.#state = 'size';
    } else if (this.#state === 'size') {
      const [, size] = /^([0-9a-fA-F]{1,12})(?:[\t ]*;[\t\x20-\x7e]*)?$/.exec(line) ?? [];
      if (size === undefined) throw malformed('a chunk without a size');
      this.#left = Number.parseInt(size, 16);
      this.#state = this.#left === 0 ? 'trailer' : 'data';
    } else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > MAX_TRAILER_BYTES) throw malformed('a long trailer');
      if (line === '') this.#state = 'done';
    }
  }
}

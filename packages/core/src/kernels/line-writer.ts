import { LINE_WRITER_WASM } from './line-writer-wasm.ts';
import { instantiate, type WasmGlobal } from './wasm.ts';

/** Records are taken up to so many bytes and rows at a time, whose lists stay in a near cache. */
const CHUNK_BYTES = 64 * 1024;
export const MOST_ROWS = 4096;
/** The most bytes to `put` at a time. */
const PUT_BYTES = 256 * 1024;

export interface LineWriterShape {
  /** The index of the field that begins a line; undefined: lines begin with the row's number. */
  readonly keyAt: number | undefined;
  readonly maxRecordBytes: number;
  readonly separator: string;
}

/** Some whole records. Views are good until the next call. */
export interface Records {
  readonly bytes: Uint8Array;
  /** How many there are. */
  readonly rows: number;
  /** Whether `write` can write them; else something about a key is odd, or a record is too short to have one. */
  readonly isPlain: boolean;
}

/**
 * Turns records into lines: a record's key, without quotes that it does not need, and numbers that somebody else has
 * computed, as `String` gives them, NaN as nothing.
 */
export interface LineWriter {
  /** Up to four columns; what is put into `columns[i][row]` is written by `write`. */
  readonly columns: readonly Float64Array[];
  /** How many bytes lie here that have not been taken. */
  readonly waiting: number;
  /** Puts the next bytes in, and answers how many of them there was room for. */
  put(bytes: Uint8Array): number;
  /** The next whole records, at most so many and `MOST_ROWS`; undefined if there are none yet. */
  take(mostRows: number): Records | undefined;
  /** Puts back what was taken last. */
  putBack(): void;
  /** The bytes that wait: a record without its end. */
  rest(): Uint8Array;
  /** The lines of the records taken last, with so many columns; a view. Row numbers begin with `firstNumber`. */
  write(columns: number, firstNumber: number): Uint8Array;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(windowBytes: number, capacity: number, keyAt: number, separator: number): void;
  index(from: number, to: number, enough: number, mostRows: number): number;
  write(columns: number, firstNumber: number): number;
  readonly windowStart: WasmGlobal;
  readonly columnsStart: WasmGlobal;
  readonly linesStart: WasmGlobal;
  readonly rows: WasmGlobal;
  readonly isPlain: WasmGlobal;
}

export function createLineWriter({ keyAt, maxRecordBytes, separator }: LineWriterShape): LineWriter {
  const writeByHost = (value: number, at: number): number => {
    const text = Number.isNaN(value) ? '' : String(value);
    for (let i = 0; i < text.length; i += 1) memory[at + i] = text.charCodeAt(i);
    return at + text.length;
  };
  const instance = instantiate<Exports>(LINE_WRITER_WASM, { 'write-number': { writeByHost } });
  const windowBytes = maxRecordBytes + PUT_BYTES;
  instance.configure(windowBytes, MOST_ROWS, keyAt ?? -1, separator.charCodeAt(0));
  const { buffer } = instance.memory;
  const memory = new Uint8Array(buffer);
  const windowStart = instance.windowStart.value;
  const columns = [0, 1, 2, 3].map((i) => {
    const bytes = i * MOST_ROWS * Float64Array.BYTES_PER_ELEMENT;
    return new Float64Array(buffer, instance.columnsStart.value + bytes, MOST_ROWS);
  });
  let taken = windowStart;
  let start = windowStart;
  let end = windowStart;
  return {
    columns,
    get waiting(): number {
      return end - start;
    },
    put(bytes: Uint8Array): number {
      memory.copyWithin(windowStart, start, end);
      end -= start - windowStart;
      start = windowStart;
      const part = bytes.subarray(0, Math.min(PUT_BYTES, windowStart + windowBytes - end));
      memory.set(part, end);
      end += part.length;
      return part.length;
    },
    take(mostRows: number): Records | undefined {
      taken = start;
      start = instance.index(taken, end, Math.min(end, taken + CHUNK_BYTES), Math.min(mostRows, MOST_ROWS));
      if (start === taken) return undefined;
      return {
        bytes: memory.subarray(taken, start),
        rows: instance.rows.value,
        isPlain: instance.isPlain.value !== 0,
      };
    },
    putBack(): void {
      start = taken;
    },
    rest: () => memory.subarray(start, end),
    write: (count: number, firstNumber: number) =>
      memory.subarray(instance.linesStart.value, instance.write(count, firstNumber)),
  };
}

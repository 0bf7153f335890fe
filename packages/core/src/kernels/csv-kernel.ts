import { CSV_KERNEL_WASM } from './csv-kernel-wasm.ts';
import { instantiate, type WasmGlobal } from './wasm.ts';

/** The form of the records that a kernel is set up for. */
export interface CsvKernelShape {
  /** Fields in a well-formed record; empty ones may follow. */
  readonly fields: number;
  readonly separator: string;
  /** The wanted fields' indices, in the order of the columns that come out. */
  readonly positions: readonly number[];
  readonly blockBytes: number;
  readonly maxRecordBytes: number;
}

/**
 * Turns the bytes of a window of memory into rows of columns. Rows pile up until `clear`. Whatever it cannot read
 * itself it lists as odd: the row has its place in the columns, and somebody else fills it.
 */
export interface CsvKernel {
  /** The memory; addresses are indices into it. */
  readonly memory: Uint8Array;
  /** Where the window is: the reader's bytes lie in [windowStart, windowEnd). */
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly columns: readonly Float64Array[];
  /**
   * Reads the whole records in [from, to) that start at or before `limit`, and answers where the next one starts.
   * With `isLast`, `to` is the end of the data and ends a record as a newline does.
   */
  parse(from: number, to: number, limit: number, isLast: boolean): number;
  /** Forgets the rows. */
  clear(): void;
  /** Rows since `clear`. */
  readonly rows: number;
  /** Newlines passed by the last call. */
  readonly lines: number;
  /** Records with a wrong number of fields passed by the last call, and the line of the first (the first line is 0). */
  readonly malformed: number;
  readonly malformedLine: number;
  /** Where the quote stands that was open when the last call ended; 0 if none was. */
  readonly openQuote: number;
  /** Whether the last call ended before a record that is longer than allowed. */
  readonly isTooLong: boolean;
  /** The rows of the last call that are odd: (row, first address, one past the last address) for each. */
  readonly odd: Uint32Array;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(fields: number, wanted: number, separator: number, blockBytes: number, maxRecordBytes: number): void;
  parse(from: number, to: number, limit: number, end: number): number;
  clear(): void;
  readonly windowStart: WasmGlobal;
  readonly windowEnd: WasmGlobal;
  readonly wantedStart: WasmGlobal;
  readonly columnsStart: WasmGlobal;
  readonly capacity: WasmGlobal;
  readonly oddStart: WasmGlobal;
  readonly oddCount: WasmGlobal;
  readonly rows: WasmGlobal;
  readonly lines: WasmGlobal;
  readonly malformed: WasmGlobal;
  readonly malformedLine: WasmGlobal;
  readonly openQuote: WasmGlobal;
  readonly isTooLong: WasmGlobal;
}

const NEWLINE = 10;

/** A kernel for one thread. */
export function createCsvKernel(shape: CsvKernelShape): CsvKernel {
  const { fields, separator, positions, blockBytes, maxRecordBytes } = shape;
  const kernel = instantiate<Exports>(CSV_KERNEL_WASM);
  kernel.configure(fields, positions.length, separator.charCodeAt(0), blockBytes, maxRecordBytes);
  const { buffer } = kernel.memory;
  const memory = new Uint8Array(buffer);
  const capacity = kernel.capacity.value;
  new Uint32Array(buffer, kernel.wantedStart.value, positions.length).set(positions);
  const columns = positions.map((_, i) => {
    return new Float64Array(
      buffer,
      kernel.columnsStart.value + i * capacity * Float64Array.BYTES_PER_ELEMENT,
      capacity,
    );
  });
  return {
    memory,
    windowStart: kernel.windowStart.value,
    windowEnd: kernel.windowEnd.value,
    columns,
    parse(from: number, to: number, limit: number, isLast: boolean): number {
      if (!isLast || from === to || memory[to - 1] === NEWLINE) return kernel.parse(from, to, limit, 0);
      memory[to] = NEWLINE;
      return Math.min(to, kernel.parse(from, to + 1, limit, to));
    },
    clear: kernel.clear,
    get rows(): number {
      return kernel.rows.value;
    },
    get lines(): number {
      return kernel.lines.value;
    },
    get malformed(): number {
      return kernel.malformed.value;
    },
    get malformedLine(): number {
      return kernel.malformedLine.value;
    },
    get openQuote(): number {
      return kernel.openQuote.value;
    },
    get isTooLong(): boolean {
      return kernel.isTooLong.value !== 0;
    },
    get odd(): Uint32Array {
      return new Uint32Array(buffer, kernel.oddStart.value, kernel.oddCount.value * 3);
    },
  };
}

import { CRC32C_WASM } from './crc32c-wasm.ts';

/** The polynomial 0x1EDC6F41, its bits in reverse order. */
export const POLYNOMIAL = 0x82f63b78;

const WINDOW_BYTES = 256 * 1024;

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly windowStart: { readonly value: number };
  /** See assembly/crc32c.ts. */
  sum(crc: number, length: number): number;
}

/** What every JavaScript host has and the language's own types lack. */
interface Host {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  };
}

interface Kernel {
  readonly window: Uint8Array;
  readonly sum: Exports['sum'];
}

let loaded: Kernel | undefined;

/** Loaded by the first sum: many programs make none. */
function kernel(): Kernel {
  if (loaded !== undefined) return loaded;
  const bytes = Uint8Array.from(atob(CRC32C_WASM), (character) => character.charCodeAt(0));
  const { WebAssembly } = globalThis as unknown as Host;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const { memory, windowStart, sum } = instance.exports as Exports;
  fillTables(new Uint32Array(memory.buffer, 0, 16 * 256));
  loaded = { window: new Uint8Array(memory.buffer, windowStart.value, WINDOW_BYTES), sum };
  return loaded;
}

function fillTables(tables: Uint32Array): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at++) {
    const previous = tables[at - 256]!;
    tables[at] = (previous >>> 8) ^ tables[previous & 0xff]!;
  }
}

/** The CRC32C (Castagnoli) of `bytes` that come after bytes whose CRC32C is `before` (0 for none). */
export function crc32c(bytes: Uint8Array, before = 0): number {
  const { window, sum } = kernel();
  let crc = ~before;
  for (let at = 0; at < bytes.length; at += WINDOW_BYTES) {
    const part = bytes.subarray(at, at + WINDOW_BYTES);
    window.set(part);
    crc = sum(crc, part.length);
  }
  return ~crc >>> 0;
}

/** As Google's APIs write it: base64 of the four bytes, most significant first. */
export function base64OfCrc32c(crc: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc);
  return btoa(String.fromCharCode(...bytes));
}

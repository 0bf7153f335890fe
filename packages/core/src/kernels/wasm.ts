import { host } from '../host.ts';

/** A global of a module: an address or a count, to be read when it is needed. */
export interface WasmGlobal {
  readonly value: number;
}

/** The exports of a new instance, with a memory of its own, of a module in base64; `Exports` is what its source exports. */
export function instantiate<Exports extends object>(base64: string, imports: object = {}): Exports {
  const bytes = Uint8Array.from(host.atob(base64), (character) => character.charCodeAt(0));
  return new host.WebAssembly.Instance(new host.WebAssembly.Module(bytes), imports).exports as Exports;
}

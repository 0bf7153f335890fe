/** As much of the host as is needed: core knows neither the browser's types nor Node's. */
interface Host {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  atob(base64: string): string;
}

export const host: Host = globalThis as unknown as Host;

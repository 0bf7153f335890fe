/** A program to build: its package's folder and the name of what comes out. The sources begin at `src/main.ts`. */
export interface Program {
  readonly folder: string;
  readonly name: string;
  /**
   * Chunks by name, the first first: the modules that a pattern names, and all that these import, are one chunk. A chunk
   * costs half a millisecond to find and link; a dynamic import within one costs nothing.
   */
  readonly together?: Readonly<Record<string, RegExp>>;
}

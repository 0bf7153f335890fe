/** A program to build: its package's folder and the name of what comes out. The sources begin at `src/main.ts`. */
export interface Program {
  readonly folder: string;
  readonly name: string;
}

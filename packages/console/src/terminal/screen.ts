import { withColours } from './paint.ts';
import { visible } from './visible.ts';
import type { Terminal } from './voice.ts';

/** What the process gives: a stream to write to, which may be a terminal. */
export interface TextStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string | Uint8Array, done?: (error?: Error | null) => void): boolean;
}

const USUAL_COLUMNS = 80;

/** A stream as a terminal; a dumb one, and whoever sets NO_COLOR, gets no colours. */
export function terminalOf(
  stream: TextStream,
  { NO_COLOR, TERM }: { readonly NO_COLOR?: string | undefined; readonly TERM?: string | undefined },
): Terminal {
  const isTerminal = stream.isTTY === true && TERM !== 'dumb';
  return {
    isTerminal,
    hasColour: isTerminal && !NO_COLOR,
    get columns() {
      return stream.columns || USUAL_COLUMNS;
    },
  };
}

/** A text with our own colours, and without any other control character. */
export function printable(text: string): string {
  return withColours(text, visible);
}

/** A line that is kept up to date at the foot of a terminal. */
export class LiveLine {
  readonly #stream: TextStream;
  readonly #terminal: Terminal;
  #length = 0;

  constructor(stream: TextStream, terminal: Terminal) {
    this.#stream = stream;
    this.#terminal = terminal;
  }

  /** Draws it anew, cut to the window; nothing where there is no terminal. */
  draw(line: string): void {
    if (!this.#terminal.isTerminal) return;
    const shown = visible(line).slice(0, this.#terminal.columns - 1);
    this.#stream.write(`${this.#eraser()}${shown}`);
    this.#length = shown.length;
  }

  erase(): void {
    if (this.#length > 0) this.#stream.write(this.#eraser());
    this.#length = 0;
  }

  /** A window that was made narrower has broken the line into several. */
  #eraser(): string {
    const rows = Math.max(1, Math.ceil(this.#length / this.#terminal.columns));
    return `\r\u001b[2K${'\u001b[1A\u001b[2K'.repeat(rows - 1)}`;
  }
}

/** Colours where they are wanted, plain text everywhere else. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly accent: (text: string) => string;
}

/**
 * What marks our own colours in a text: another for each run, so that no file name or answer of a server can know it. The
 * process's edge puts the terminal's codes in its place.
 */
const MARK = `\u001b${Math.random().toString(36).slice(2)}`;
const MARKED = new RegExp(`${MARK}\\[(\\d{1,2})m`);

/** The codes of ECMA-48, section 8.3.117 (SGR): what begins a style, and what ends it. */
export function paintOf(hasColour: boolean): Paint {
  const paint = (begin: number, end: number): ((text: string) => string) =>
    hasColour ? (text) => `${MARK}[${begin}m${text}${MARK}[${end}m` : (text) => text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    good: paint(32, 39),
    bad: paint(31, 39),
    warn: paint(33, 39),
    accent: paint(36, 39),
  };
}

/** A text with our own colours as the terminal's codes, and `plain` of everything between them. */
export function withColours(text: string, plain: (text: string) => string): string {
  return text
    .split(MARKED)
    .map((part, i) => (i % 2 === 1 ? `\u001b[${part}m` : plain(part)))
    .join('');
}

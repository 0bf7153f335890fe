const LONGEST = 80;

/**
 * A text that cannot move a terminal's cursor, change its colours or the order of its letters: control characters and
 * bidirectional controls come out as `\x1b` and the like. Tabs and line ends stay.
 */
export function visible(text: string): string {
  return text.replace(CONTROLS, codeOf);
}

/** The C0 and C1 controls but tab and line feed, and what reorders text (Unicode Standard Annex 9, section 2). */
const CONTROLS = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function codeOf(character: string): string {
  const code = character.charCodeAt(0);
  // JSON has the four-digit form alone, and escapes what is below a space by itself.
  return code < 32 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A value as a message shows it: in quotes, line ends and controls visible, cut at 80 characters. */
export function quote(text: string): string {
  const shown = visible(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"'));
  return `'${shown.length > LONGEST ? `${shown.slice(0, LONGEST - 3)}...` : shown}'`;
}

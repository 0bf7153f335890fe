/** A line of a `.env` that is no setting. */
export interface BrokenLine {
  /** The line's number, from 1. */
  readonly line: number;
  readonly what: string;
  readonly fix: string;
}

const SETTING = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*(.*)$/;
const AFTER_QUOTE = /^\s*(#.*)?$/;

/**
 * The lines that are neither settings nor comments; Node's `parseEnv` drops or bends them without a word. What stands in
 * them is not told: it may be a secret. A value in quotes may go over several lines.
 */
export function brokenLines(text: string): readonly BrokenLine[] {
  const lines = text.split('\n');
  const broken: BrokenLine[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    const own = lines[at] ?? '';
    if (/^\s*(#|$)/.test(own)) continue;
    const value = SETTING.exec(own)?.[1];
    if (value === undefined) {
      broken.push({ line, what: 'not NAME=VALUE', fix: 'write it so, or put # before it' });
      continue;
    }
    const [quote = ''] = value;
    if (!/["'`]/.test(quote)) continue;
    let rest = value.slice(1);
    let last = at;
    while (!rest.includes(quote) && last + 1 < lines.length) rest = lines[++last] ?? '';
    if (!rest.includes(quote))
      broken.push({ line, what: 'a quote that is not closed', fix: `end the value with ${quote}` });
    else {
      at = last;
      if (!AFTER_QUOTE.test(rest.slice(rest.indexOf(quote) + 1)))
        broken.push({
          line: last + 1,
          what: 'text after the closing quote',
          fix: 'put it into the quotes, or leave it out',
        });
    }
  }
  return broken;
}

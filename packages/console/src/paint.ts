import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours where they are wanted, plain text everywhere else. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly accent: (text: string) => string;
}

export function paintOf(hasColour: boolean): Paint {
  const paint = (style: Style): ((text: string) => string) =>
    hasColour ? (text) => styleText(style, text, { validateStream: false }) : (text) => text;
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
    warn: paint('yellow'),
    accent: paint('cyan'),
  };
}

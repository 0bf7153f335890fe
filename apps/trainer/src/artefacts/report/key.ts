import { escaped } from './svg.ts';

/** What a colour or a line of a chart means. */
export interface KeyEntry {
  /** A class of the sheet that the swatch has: `s3`, `fit-line`. */
  readonly swatch: string;
  readonly text: string;
}

/** A row of swatches with their meanings, below a chart. */
export function keyOf(name: string, entries: readonly KeyEntry[]): string {
  const items = entries.map(({ swatch, text }) => `<li><span class="swatch ${swatch}"></span>${escaped(text)}</li>`);
  return `<p class="key-name">${escaped(name)}</p><ul class="key">${items.join('')}</ul>`;
}

/** Text that stays text wherever it stands in a page. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export interface Chart {
  readonly title: string;
  /** What it shows, in a sentence: for those who do not see it, and below it for those who do. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

let count = 0;

/** A figure: the picture with its name and description, readable by screen readers. */
export function figure({ title, description, width, height, body }: Chart): string {
  count += 1;
  const id = `chart-${count}`;
  return [
    `<figure><svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">`,
    `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-text">${escaped(description)}</desc>`,
    body,
    `</svg><figcaption>${escaped(description)}</figcaption></figure>`,
  ].join('');
}

/** A coordinate to a tenth of a pixel: more cannot be seen. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Text that stays text wherever it stands in a page. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export interface Chart {
  /** Names it within its page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence: for those who do not see it, and below it for those who do. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly body: string;
  /** What its colours and lines mean: HTML. */
  readonly key?: string;
}

/** A figure: the picture with its name and description, readable by screen readers. */
export function figure({ id, title, description, width, height, body, key = '' }: Chart): string {
  return [
    `<figure><h3>${escaped(title)}</h3><svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">`,
    `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-text">${escaped(description)}</desc>`,
    body,
    `</svg>${key}<figcaption>${escaped(description)}</figcaption></figure>`,
  ].join('');
}

/** A coordinate to a tenth of a pixel: more cannot be seen. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

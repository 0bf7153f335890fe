import type { ScaleLinear } from 'd3-scale';
import { escaped, px } from './svg.ts';

/** The part of a chart that is drawn in; the rest is for the axes. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface AxisTexts {
  readonly x: string;
  readonly y: string;
}

type Scale = ScaleLinear<number, number>;

/** Both axes with their grid, ticks and names. */
export function axes(x: Scale, y: Scale, frame: Frame, texts: AxisTexts): string {
  const parts: string[] = [];
  for (const tick of y.ticks(6)) {
    const at = px(y(tick));
    parts.push(`<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${at}" y2="${at}"/>`);
    parts.push(
      `<text class="tick" x="${frame.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${label(tick)}</text>`,
    );
  }
  for (const tick of x.ticks(8)) {
    parts.push(
      `<text class="tick below" x="${px(x(tick))}" y="${frame.bottom + 18}" text-anchor="middle">${label(tick)}</text>`,
    );
  }
  parts.push(`<line class="axis" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>`);
  const middle = (frame.left + frame.right) / 2;
  parts.push(
    `<text class="name below" x="${middle}" y="${frame.bottom + 38}" text-anchor="middle">${escaped(texts.x)}</text>`,
  );
  parts.push(
    `<text class="name" x="${frame.left}" y="${frame.top - 12}" text-anchor="start">${escaped(texts.y)}</text>`,
  );
  return parts.join('');
}

function label(tick: number): string {
  return String(tick).replace('-', '−');
}

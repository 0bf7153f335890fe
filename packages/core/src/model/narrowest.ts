import { FARE_AXIS_USD } from '../trips/picture-axes.ts';

/** The coverage of an interval: the share of fares that it has to hold. */
export const LEVEL = 0.95;
/** The share of the trips trained on that may be inside beyond the level before it counts for more than the width. */
const MAX_EXCESS = 0.015;

/** The fares of a cell of trips, as they lie from the line: [low, high). */
export interface Edges {
  readonly bin: number;
  readonly trips: number;
  readonly low: number;
  readonly high: number;
}

/** An interval in USD from the line, and how many of the trips trained on lie inside; null: it would have no end. */
export interface Narrowest {
  readonly interval: readonly [low: number, high: number] | null;
  readonly inside: number;
}

export function tripsIn(cells: readonly Edges[]): number {
  return cells.reduce((sum, { trips }) => sum + trips, 0);
}

/** Whether all of a cell's fares lie in an interval. */
export function isInside(interval: Narrowest['interval']): (cell: Edges) => boolean {
  return ({ low, high }) => interval !== null && low >= interval[0] && high <= interval[1];
}

/** The narrowest interval of whole cells that holds a share of the trips and of one more. */
export function narrowest(cells: readonly Edges[], level: number): Narrowest {
  const n = tripsIn(cells);
  const need = Math.min(n, Math.ceil(level * (n + 1)));
  const most = Math.max(need, Math.floor((level + MAX_EXCESS) * n));
  // By their lower ends, which is by their upper ends too; the last bin of fares, the only wider one, at the end.
  const bounded = cells.filter(({ low }) => low > Number.NEGATIVE_INFINITY);
  const sorted = bounded.toSorted((a, b) => Number(isWide(a)) - Number(isWide(b)) || a.low - b.low);
  let best = { excess: Number.POSITIVE_INFINITY, width: Number.POSITIVE_INFINITY, low: 0, high: 0, inside: 0 };
  let inside = 0;
  let last = -1;
  for (const first of sorted) {
    while (inside < need && last + 1 < sorted.length) inside += sorted[++last]!.trips;
    if (inside < need) break;
    const { high } = sorted[last]!;
    const excess = Math.max(0, inside - most);
    const width = high - first.low;
    if (excess < best.excess || (excess === best.excess && width < best.width)) {
      best = { excess, width, low: first.low, high, inside };
    }
    inside -= first.trips;
  }
  return Number.isFinite(best.high) && best.inside > 0
    ? { interval: [best.low, best.high], inside: best.inside }
    : { interval: null, inside: 0 };
}

function isWide({ low, high }: Edges): boolean {
  return high - low > 1.5 * FARE_AXIS_USD.width;
}

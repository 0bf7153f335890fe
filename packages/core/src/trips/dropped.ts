import { emptyMoments, type Moments, mergeMoments } from '../moments.ts';

/** The rows that one rule dropped. */
export interface Dropped {
  readonly count: number;
  /** Of fare on distance over the rows that this rule alone drops: what the fit would gain without it. */
  readonly alone: Moments;
  /**
   * The same over all rows that it drops. In neither are rows that are not numbers, nor those of fares beyond ± 10¹² USD,
   * whose squares would drown the others', or overflow. They have no sums of three factors and four: no error is asked of
   * them, and they are merged for every block.
   */
  readonly all: Moments;
}

/** The moments of no rows, without sums of three factors and four. */
export const NO_ROWS: Moments = { ...emptyMoments(), third: [], fourth: [] };
export const NONE_DROPPED: Dropped = { count: 0, alone: NO_ROWS, all: NO_ROWS };

/** The rows that a rule dropped of both sets of rows together. */
export function mergeDropped(a: Dropped, b: Dropped): Dropped {
  if (b.count === 0) return a;
  if (a.count === 0) return b;
  return { count: a.count + b.count, alone: mergeMoments(a.alone, b.alone), all: mergeMoments(a.all, b.all) };
}

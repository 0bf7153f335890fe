import type { Selection } from '../kernels/trip-engine.ts';
import { type Moments, mergeMoments } from '../moments.ts';
import { momentsOf } from '../moments-of.ts';
import { type Dropped, NO_ROWS, NONE_DROPPED } from './dropped.ts';
import { byReason, type DropReason } from './rules.ts';
import type { TripColumns } from './trips.ts';
import { ALONE, HELD_OUT, verdictOf } from './verdict.ts';

const MAX_DROPPED_FARE_USD = 1e12;
const FIRST_ROWS = 4096;

/** What becomes of the rows that are not trained on. */
interface Others {
  readonly rows: number;
  readonly heldOut: Moments;
  readonly dropped: Readonly<Record<DropReason, Dropped>>;
}

/**
 * The rows that are not trained on, held out or dropped, gathered over many batches: they are few, and summing them up
 * batch by batch would take longer than all that is done with the others.
 */
export class OtherRows {
  readonly #counts = new Uint32Array(256);
  #length = 0;
  #km = new Float64Array(FIRST_ROWS);
  #usd = new Float64Array(FIRST_ROWS);
  #verdicts = new Uint8Array(FIRST_ROWS);

  /** Gathers a batch's rows beside the selected ones. */
  add({ distanceKm, fareUsd, verdicts }: TripColumns, { others }: Selection): void {
    if (this.#length + others.length > this.#km.length) this.#grow(this.#length + others.length);
    for (const i of others) {
      const [verdict, usd] = [verdicts[i]!, fareUsd[i]!];
      this.#counts[verdict]!++;
      if (verdict !== HELD_OUT && !(Math.abs(usd) <= MAX_DROPPED_FARE_USD)) continue;
      this.#km[this.#length] = distanceKm[i]!;
      this.#usd[this.#length] = usd;
      this.#verdicts[this.#length++] = verdict;
    }
  }

  /** Sums them up, and forgets them. */
  take(): Others {
    const counts = this.#counts;
    const momentsOfAll = this.#momentsByVerdict();
    const second = (verdict: number): Moments => {
      const moments = momentsOfAll(verdict);
      return moments.n === 0 ? NO_ROWS : { ...moments, third: [], fourth: [] };
    };
    const dropped = byReason((reason) => {
      const verdict = verdictOf(reason);
      const count = counts[verdict]! + counts[verdict | ALONE]!;
      if (count === 0) return NONE_DROPPED;
      if (reason === 'missing') return { ...NONE_DROPPED, count };
      const alone = second(verdict | ALONE);
      return { count, alone, all: mergeMoments(alone, second(verdict)) };
    });
    const rows = counts.reduce((sum, count) => sum + count);
    const heldOut = momentsOfAll(HELD_OUT);
    this.#length = 0;
    counts.fill(0);
    return { rows, heldOut, dropped };
  }

  /** Puts the rows of each verdict close together, in their order. */
  #momentsByVerdict(): (verdict: number) => Moments {
    const ends = new Uint32Array(256);
    for (let i = 0; i < this.#length; i++) ends[this.#verdicts[i]!]!++;
    for (let verdict = 1; verdict < 256; verdict++) ends[verdict]! += ends[verdict - 1]!;
    const next = Uint32Array.of(0, ...ends.subarray(0, 255));
    const starts = next.slice();
    const km = new Float64Array(this.#length);
    const usd = new Float64Array(this.#length);
    for (let i = 0; i < this.#length; i++) {
      const at = next[this.#verdicts[i]!]!++;
      km[at] = this.#km[i]!;
      usd[at] = this.#usd[i]!;
    }
    return (verdict) => {
      const [start, end] = [starts[verdict]!, ends[verdict]!];
      return momentsOf([km.subarray(start, end)], usd.subarray(start, end), end - start);
    };
  }

  #grow(length: number): void {
    const room = Math.max(length, 2 * this.#km.length);
    const [km, usd, verdicts] = [this.#km, this.#usd, this.#verdicts];
    [this.#km, this.#usd, this.#verdicts] = [new Float64Array(room), new Float64Array(room), new Uint8Array(room)];
    this.#km.set(km);
    this.#usd.set(usd);
    this.#verdicts.set(verdicts);
  }
}

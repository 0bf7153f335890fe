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
    const counts = this.#counts;
    const km = this.#km;
    const usd = this.#usd;
    const gathered = this.#verdicts;
    let length = this.#length;
    for (let at = 0; at < others.length; at++) {
      const i = others[at]!;
      const verdict = verdicts[i]!;
      counts[verdict]!++;
      if (verdict !== HELD_OUT && !(Math.abs(fareUsd[i]!) <= MAX_DROPPED_FARE_USD)) continue;
      km[length] = distanceKm[i]!;
      usd[length] = fareUsd[i]!;
      gathered[length++] = verdict;
    }
    this.#length = length;
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
    const length = this.#length;
    const verdicts = this.#verdicts;
    const [allKm, allUsd] = [this.#km, this.#usd];
    const ends = new Uint32Array(256);
    for (let i = 0; i < length; i++) ends[verdicts[i]!]!++;
    for (let verdict = 1; verdict < 256; verdict++) ends[verdict]! += ends[verdict - 1]!;
    const starts = new Uint32Array(256);
    starts.set(ends.subarray(0, 255), 1);
    const next = starts.slice();
    const [km, usd] = [new Float64Array(length), new Float64Array(length)];
    for (let i = 0; i < length; i++) {
      const at = next[verdicts[i]!]!++;
      km[at] = allKm[i]!;
      usd[at] = allUsd[i]!;
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

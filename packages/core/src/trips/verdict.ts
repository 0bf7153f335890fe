import { DROP_REASONS, type DropReason } from './rules.ts';

/** Verdicts: kept for training; kept, but held out to measure on; else `verdictOf` a reason, perhaps with the bit `ALONE`. */
export const KEPT = 0;
export const HELD_OUT = 255;
/** Set with the reason of a row that fails this one rule and no other. */
export const ALONE = 64;

/** The verdict on a row that is dropped for a reason. */
export function verdictOf(reason: DropReason): number {
  return 1 + DROP_REASONS.indexOf(reason);
}

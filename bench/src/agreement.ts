import type { Result } from './say-result.ts';

/** How far apart two programs may be: the order in which a billion roundings are added up. */
const TOLERANCE = 1e-12;

/** The relative difference of the prices found; throws where the rows kept differ, or the prices by more than that. */
export function checkAgreement(name: string, got: Result, ours: Result): number {
  if (got.n !== ours.n) throw new Error(`${name}: kept ${got.n} rows, ours ${ours.n}; they do not compute the same`);
  const difference = Math.abs(got.c - ours.c) / Math.abs(ours.c);
  if (difference <= TOLERANCE) return difference;
  throw new Error(
    `${name}: C is ${got.c}, ours ${ours.c}, ${difference.toExponential(1)} apart; they do not compute the same`,
  );
}

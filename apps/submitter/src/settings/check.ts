import type { Problem } from '@taxifare/console';

/** A problem in one line, for a check to answer. */
export function problemOf(where: string, what: string, got: string, fix: string): { readonly problem: Problem } {
  return { problem: { where, what, got, fix } };
}

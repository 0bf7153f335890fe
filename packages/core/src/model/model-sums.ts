import { byReason } from '../trips/rules.ts';
import type { Summary } from '../trips/summary.ts';
import { parseCounts } from './counts-text.ts';
import type { Model } from './model.ts';

/** The sums that a model was computed from, and the counts; `undefined` of a model of schema 1, which lacks most of them. */
export function modelSums({
  sums,
  cleaning,
}: Model): { readonly summary: Summary; readonly picture: Float64Array } | undefined {
  const { train, heldOut, groups, dropped, lines, counts } = sums;
  const picture = counts === null ? undefined : parseCounts(counts);
  if (dropped === null || lines === null || picture === undefined) return undefined;
  const { rows, firstMalformedLine } = cleaning;
  const summary: Summary = {
    ...{ rows, lines, firstMalformedLine, train, heldOut },
    folds: groups.fold ?? [],
    dropped: byReason((reason) => ({ count: cleaning.dropped[reason], ...dropped[reason] })),
  };
  return { summary, picture };
}

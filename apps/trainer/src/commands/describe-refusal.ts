import { byReason } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { grouped } from '../terminal/format-number.ts';
import type { RefusedRows } from '../train.ts';
import { cleaningLines } from './cleaning-lines.ts';

/** What became of rows that cannot be fitted, as after a fit: why not, the error says that follows. */
export function describeRefusal(rows: RefusedRows): readonly string[] {
  const { summary, firstMalformed, inputs } = rows;
  const from = inputs.length === 1 ? `${inputs[0]?.uri}` : `${inputs.length} objects`;
  return [
    `read: ${grouped(summary.rows)} rows from ${from}`,
    ...cleaningLines(cleaningOf(rows), firstMalformed ?? null),
  ];
}

/** The same in the place of a model, for --json. */
export function refusalDocument(rows: RefusedRows): { readonly model: null; readonly cleaning: unknown } {
  return { model: null, cleaning: { ...cleaningOf(rows), firstMalformed: rows.firstMalformed ?? null } };
}

function cleaningOf({ summary, rules }: RefusedRows): Omit<Model['cleaning'], 'firstMalformedLine'> {
  const { rows, train, heldOut, dropped } = summary;
  return {
    rules: rules ?? null,
    rows,
    kept: train.n,
    heldOut: heldOut.n,
    dropped: byReason((reason) => dropped[reason].count),
  };
}

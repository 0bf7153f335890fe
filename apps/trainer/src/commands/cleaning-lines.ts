import { DROP_REASONS } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import type { RunRecord } from '../artefacts/run-record.ts';
import { grouped } from '../terminal/format-number.ts';

/** What became of the rows: kept, held out, dropped by reason. */
export function cleaningLines(
  { rows, kept, heldOut, dropped, rules }: Omit<Model['cleaning'], 'firstMalformedLine'>,
  firstMalformed: RunRecord['firstMalformed'],
): readonly string[] {
  const gone = rows - kept - heldOut;
  const held = heldOut > 0 ? `, ${grouped(heldOut)} held out` : '';
  const how = rules === null ? ' (cleaning is off)' : '';
  const reasons = DROP_REASONS.filter((reason) => dropped[reason] > 0);
  const width = Math.max(...reasons.map((reason) => grouped(dropped[reason]).length));
  const place =
    firstMalformed === null
      ? ''
      : `: another number of fields than the header, first in ${firstMalformed.uri}, line ${firstMalformed.line}`;
  return [
    `kept: ${grouped(kept)} rows${held}; dropped: ${grouped(gone)}${how}`,
    ...reasons.map(
      (reason) => `  ${grouped(dropped[reason]).padStart(width)} ${reason}${reason === 'malformed' ? place : ''}`,
    ),
  ];
}

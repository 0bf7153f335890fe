import { type CleaningRules, type ColumnOptions, type DroppedRow, type DropReason, firstDropped } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import { isRereadable } from './inspect-inputs.ts';
import { type HeadOptions, readHead } from './read-head.ts';
import { readTripHeader } from './read-trip-header.ts';

/** A dropped row is looked for in so many first bytes of an input, if need be in so many more, and no further. */
const LOOKED_AT_BYTES = [256 * 1024, 2 * 1024 * 1024, 16 * 1024 * 1024];

export interface FoundRow extends DroppedRow {
  readonly uri: string;
}

export interface FindDroppedOptions extends HeadOptions {
  readonly columns?: ColumnOptions | undefined;
  readonly rules: CleaningRules | undefined;
}

/**
 * The first row that was dropped for a reason, once it is known that there are some; `undefined` if it is not among the
 * first 16 MiB of the inputs.
 */
export async function findDropped(
  reason: DropReason,
  inputs: readonly ObjectInfo[],
  { columns, rules, ...options }: FindDroppedOptions,
): Promise<FoundRow | undefined> {
  for (const input of inputs) {
    if (input.bytes === 0 || !isRereadable(input)) continue;
    const header = await readTripHeader(input, { ...options, columns, purpose: 'training' });
    for (const want of LOOKED_AT_BYTES) {
      const { bytes, isComplete } = await readHead(input, want, options);
      const found = firstDropped(bytes, { header, isComplete, rules, distanceUnit: columns?.distance?.unit });
      const row = found.get(reason);
      if (row !== undefined) return { ...row, uri: input.uri };
      if (isComplete) break;
      if (want === LOOKED_AT_BYTES.at(-1)) return undefined;
    }
  }
  return undefined;
}

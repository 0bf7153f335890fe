import { emptySummary, mergeSummaries, type Summary } from '@taxifare/core';
import type { Checkpoint } from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';

/** The sums of the whole data. */
export interface DataSums {
  readonly summary: Summary;
  readonly picture: Float64Array;
  /** Bytes of CSV, decompressed. */
  readonly bytes: number;
  /** The first record with a wrong number of fields. */
  readonly firstMalformed: { readonly uri: string; readonly line: number } | undefined;
}

/**
 * Merges the shards' sums in the order of the data: the one order that every thread count, replica count and restart
 * leads to. All of the plan's shards are there, each starting where the one before ends.
 */
export function mergeSums({ shards, inputs }: FoldPlan, { shards: done, picture }: Checkpoint): DataSums {
  let summary = emptySummary();
  let bytes = 0;
  let linesBefore = 0;
  let firstMalformed: DataSums['firstMalformed'];
  for (const { index, input, startByte } of shards) {
    const sums = done.get(index);
    if (sums === undefined) throw new RangeError(`mergeSums: shard ${index} is missing`);
    if (startByte === 0) linesBefore = 0;
    for (const part of sums.parts) {
      if (part.firstMalformedLine !== null) {
        firstMalformed ??= { uri: inputs[input]?.uri ?? '', line: linesBefore + part.firstMalformedLine };
      }
      linesBefore += part.lines;
      summary = mergeSummaries(summary, part);
    }
    // The first shard's bytes are counted from the object's beginning, header and all.
    bytes += sums.endByte - (startByte === 0 ? 0 : sums.startByte);
  }
  return { summary, picture, bytes, firstMalformed };
}

import { addPicture, DataError, emptySummary, mergeSummaries, type SparsePicture, type Summary } from '@taxifare/core';
import type { ObjectStore } from '@taxifare/gcs';
import type { FoldPlan } from './fold-plan.ts';
import { foldShard } from './fold-shard.ts';
import { tryShard } from './fold-shards.ts';
import type { ShardOutcome } from './shard-result.ts';

export interface MergeOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** A record with a wrong number of fields is an error. */
  readonly isStrict: boolean;
}

export interface MergedShards {
  readonly summary: Summary;
  /** Bytes of CSV, decompressed. */
  readonly bytes: number;
  /** The first record with a wrong number of fields. */
  readonly firstMalformed: { readonly uri: string; readonly line: number } | undefined;
}

/**
 * Merges the shards' sums in the order of the data: the one order that every thread count, replica count and restart
 * leads to. Each shard has to start where the one before ends. One that does not began inside a quoted field; it is read
 * again from there, and `picture` loses what it had put in.
 */
export async function mergeShards(
  plan: FoldPlan,
  outcomes: readonly ShardOutcome[],
  picture: Uint32Array,
  options: MergeOptions,
): Promise<MergedShards> {
  let summary = emptySummary();
  let bytes = 0;
  let firstMalformed: MergedShards['firstMalformed'];
  let linesBefore = 0;
  let endByte = 0;
  for (const shard of plan.shards) {
    let result = outcomes[shard.index];
    if (shard.startByte === 0) {
      bytes += endByte;
      linesBefore = 0;
    } else if (result?.startByte !== endByte) {
      if (result !== undefined) {
        const wrong = await tryShard(shard.index, plan, options);
        if (wrong !== undefined) takeAway(picture, wrong.picture);
      }
      const again = await foldShard(shard, plan, { ...options, recordAtByte: endByte });
      addPicture(picture, again.picture);
      result = again.result;
    }
    if (result === undefined) throw new RangeError(`mergeShards: shard ${shard.index} is missing`);
    for (const part of result.parts) {
      if (part.firstMalformedLine !== null) {
        const uri = plan.inputs[shard.input]?.uri ?? '';
        firstMalformed ??= { uri, line: linesBefore + part.firstMalformedLine };
        if (options.isStrict) throw malformed(firstMalformed.uri, firstMalformed.line);
      }
      linesBefore += part.lines;
      summary = mergeSummaries(summary, part);
    }
    endByte = Math.max(endByte, result.endByte);
    if (shard.startByte === 0) endByte = result.endByte;
  }
  return { summary, bytes: bytes + endByte, firstMalformed };
}

function takeAway(picture: Uint32Array, { bins, counts }: SparsePicture): void {
  for (const [i, bin] of bins.entries()) picture[bin] = (picture[bin] ?? 0) - (counts[i] ?? 0);
}

function malformed(uri: string, line: number): DataError {
  const what = 'the row has another number of fields than the header; mend it, or leave out --strict to drop such rows';
  return new DataError(`${uri}: line ${line}: ${what}`, { source: uri, line });
}

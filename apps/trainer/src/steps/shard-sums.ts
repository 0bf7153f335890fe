import {
  createTripEngine,
  emptySummary,
  mergeSummaries,
  OtherRows,
  type SparsePicture,
  type Summary,
  summarizeSelected,
  summaryOfLines,
  summaryOfOthers,
  type TripColumns,
  type TripEngine,
  tallyPicture,
} from '@taxifare/core';
import type { TripsEnd } from './get-data-options.ts';
import { BLOCKS_PER_SHARD, firstPartOf, type Shard } from './shard.ts';

/** The sums of one shard's rows: all that the first three steps leave of it. */
export interface ShardSums {
  /** Where its first record starts and one past its last ends, in the (decompressed) object. */
  readonly startByte: number;
  readonly endByte: number;
  /** A summary of each 16 MiB of the (decompressed) object, in order; a plain object's shard has one. */
  readonly parts: readonly Summary[];
  /** The CRC32C of its bytes, if the object's shards have to add up to the object's. */
  readonly crc32c?: number | undefined;
  /** Its trips' counts by distance, fare and place. */
  readonly picture: SparsePicture;
}

/** Engines and room for rows are reused. */
const rooms: OtherRows[] = [];
const engines: TripEngine[] = [];

/**
 * Adds up a shard, batch by batch. The batches of a block of the file are one block's however its bytes arrive, and sums
 * merge in the order of the blocks: what comes out depends on the data alone.
 */
export function startSums(
  shard: Shard,
  folds: number,
): {
  readonly engine: TripEngine;
  add(trips: TripColumns, block: number): void;
  end(end: TripsEnd): ShardSums;
} {
  const engine = engines.pop() ?? createTripEngine();
  const others = rooms.pop() ?? new OtherRows();
  const parts: Summary[] = [emptySummary()];
  const firstPart = firstPartOf(shard);
  const add = (part: number, summary: Summary): void => {
    parts[part] = mergeSummaries(parts[part] ?? emptySummary(), summary);
  };
  return {
    engine,
    add: (trips, block) => {
      const selection = engine.select(trips.length);
      const part = Math.floor(block / BLOCKS_PER_SHARD) - firstPart;
      for (; parts.length <= part; parts.push(emptySummary())) add(parts.length - 1, summaryOfOthers(others));
      add(part, summarizeSelected(trips, selection, engine, folds));
      others.add(trips, selection);
      tallyPicture(trips, selection, engine);
    },
    end: ({ startByte, endByte, crc32c, lines, malformed, firstMalformedLine = null }) => {
      add(parts.length - 1, summaryOfOthers(others));
      rooms.push(others);
      // The reader counts lines and malformed records of the shard as a whole: its first part has them.
      parts[0] = mergeSummaries(summaryOfLines(lines, malformed, firstMalformedLine), parts[0] ?? emptySummary());
      const picture = engine.drainPicture();
      engines.push(engine);
      return { startByte, endByte, parts, crc32c, picture };
    },
  };
}

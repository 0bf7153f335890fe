import type { ColumnOptions, CsvEnd, TripBatch } from '@taxifare/core';
import type { ObjectStore } from '@taxifare/gcs';

export interface GetDataOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  /** Where the shard's first record starts, if that is known: where the shard before ends. Else after the next newline. */
  readonly recordAtByte?: number | undefined;
  readonly maxRows?: number | undefined;
  /** Told of content as it comes, where it comes in chunks: decompressed, or over the network. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Which column is which, where the names do not say it. */
  readonly columns?: ColumnOptions | undefined;
}

export type OnTrips = (trips: TripBatch, block: number) => void;

/** What a shard came to. */
export interface TripsEnd extends CsvEnd {
  /** The CRC32C of the shard's bytes; where the object has one that the shards' have to add up to. */
  readonly crc32c: number | undefined;
}

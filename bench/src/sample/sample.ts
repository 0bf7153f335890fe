import { makeDirty } from './dirt.ts';
import { seededRandom } from './random.ts';
import { RowWriter } from './row-writer.ts';
import { makeTrip } from './trip.ts';

export interface SampleOptions {
  readonly rows: number;
  /** The same seed, the same bytes. */
  readonly seed: number;
}

const HEADER =
  'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count\n';
const CHUNK_BYTES = 1024 * 1024;

/** The rows and seed of the sample in `data/`. */
export const CHECKED_IN: SampleOptions = { rows: 1000, seed: 2009 };

/**
 * A CSV file of made-up trips in the columns of Kaggle's, a chunk at a time. A chunk is overwritten by the next: use it
 * before asking for that.
 */
export function* sampleCsv({ rows, seed }: SampleOptions): Generator<Uint8Array> {
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError(`sampleCsv: rows are a whole number, got ${rows}`);
  const random = seededRandom(seed);
  const bytes = new Uint8Array(CHUNK_BYTES);
  const writer = new RowWriter(bytes, random);
  yield new TextEncoder().encode(HEADER);
  for (let row = 0; row < rows; row++) {
    writer.row(makeDirty(makeTrip(random), random));
    if (writer.hasRoom) continue;
    yield bytes.subarray(0, writer.length);
    writer.clear();
  }
  if (writer.length > 0) yield bytes.subarray(0, writer.length);
}

import { verifyRanges } from '@taxifare/gcs';
import type { Checkpoint } from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';

/**
 * Checks every object that was read in shards against its own CRC32C, by those of the shards, whoever read them. Throws
 * `StorageError` 'corrupt'. (An object of one shard was checked where it was read; files have no checksum.)
 */
export function verifyInputs({ inputs, shards }: FoldPlan, { shards: done }: Checkpoint): void {
  for (const [input, object] of inputs.entries()) {
    if (object.crc32c === undefined) continue;
    const ranges = shards.filter((shard) => shard.input === input && Number.isFinite(shard.endByte));
    if (ranges.length === 0) continue;
    verifyRanges(
      object,
      ranges.map(({ index, startByte, endByte }) => {
        const crc32c = done.get(index)?.crc32c;
        if (crc32c === undefined) throw new RangeError(`verifyInputs: shard ${index} has no checksum`);
        return { bytes: endByte - startByte, crc32c };
      }),
    );
  }
}

import { addPicture, type SparsePicture } from '@taxifare/core';
import { type Checkpoint, doneShard } from './checkpoint.ts';
import type { FoldPlan } from './plan.ts';
import { type ReadOptions, sumPlanned, trySum } from './sum-planned.ts';

/**
 * Makes the shards' sums fit together: each shard has to start where the one before ends. One that does not was cut inside
 * a quoted field; it is read again from there, and takes the place of what it came to before.
 */
export async function reconcile(plan: FoldPlan, done: Checkpoint, options: ReadOptions): Promise<void> {
  let endByte = 0;
  for (const { index, startByte } of plan.shards) {
    let sums = done.shards.get(index);
    if (startByte > 0 && sums?.startByte !== endByte) {
      if (sums !== undefined) subtractPicture(done.picture, (await trySum(index, plan, options))?.picture);
      const again = await sumPlanned(index, plan, { ...options, recordAtByte: endByte });
      addPicture(done.picture, again.picture);
      sums = doneShard(again);
      done.shards.set(index, sums);
    }
    endByte = Math.max(startByte === 0 ? 0 : endByte, sums?.endByte ?? 0);
  }
}

function subtractPicture(picture: Uint32Array, sparse: SparsePicture | undefined): void {
  if (sparse === undefined) return;
  for (const [i, bin] of sparse.bins.entries()) picture[bin] = (picture[bin] ?? 0) - (sparse.counts[i] ?? 0);
}

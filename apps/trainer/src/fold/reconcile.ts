import { addPicture } from '@taxifare/core';
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
      const wrong = sums === undefined ? undefined : await trySum(index, plan, options);
      if (wrong !== undefined) addPicture(done.picture, wrong.picture, -1);
      const again = await sumPlanned(index, plan, { ...options, recordAtByte: endByte });
      addPicture(done.picture, again.picture);
      sums = doneShard(again);
      done.shards.set(index, sums);
    }
    endByte = Math.max(startByte === 0 ? 0 : endByte, sums?.endByte ?? 0);
  }
}

import { SHARD_BYTES } from '@taxifare/trip-files';
import type { Shard } from '../steps/shard.ts';
import type { FoldPlan } from './plan.ts';

/**
 * The shards [start, end) that are a replica's: neighbours, so that their sums merge as they come, and as much work as
 * the others have.
 */
export function shareOf(
  plan: FoldPlan,
  { replica, replicas }: { readonly replica: number; readonly replicas: number },
): { readonly start: number; readonly end: number } {
  const works = plan.shards.map((shard) => workOf(shard, plan));
  const total = works.reduce((sum, work) => sum + work, 0);
  const startOf = (which: number): number => {
    if (which === 0) return 0;
    if (which >= replicas) return works.length;
    let before = 0;
    // A shard is whose share its middle is in.
    return works.findIndex((work) => {
      const isFrom = (before + work / 2) * replicas >= which * total;
      before += work;
      return isFrom;
    });
  };
  const startIn = (which: number) => (startOf(which) < 0 ? works.length : startOf(which));
  return { start: startIn(replica), end: startIn(replica + 1) };
}

/** What a shard costs, in bytes of plain CSV. */
export function workOf(shard: Shard, plan: FoldPlan): number {
  const { bytes, encoding } = plan.inputs[shard.input] ?? { bytes: 0, encoding: undefined };
  if (Number.isFinite(shard.endByte)) return Math.min(SHARD_BYTES, shard.endByte - shard.startByte);
  // Inflating costs some four times as much as reading.
  return encoding === undefined || encoding === 'identity' ? bytes : bytes * 4;
}

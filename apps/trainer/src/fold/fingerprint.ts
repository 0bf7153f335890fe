import { createHash } from 'node:crypto';
import { versionOf } from '@taxifare/gcs';
import { SHARD_BYTES } from '@taxifare/trip-files';
import type { FoldPlan } from './plan.ts';

/** SHA-256 over everything that decides what the shards' sums are: the code, the data, the options. */
export function fingerprintOf(plan: FoldPlan, code: string, replicas: number): string {
  const { inputs, rules, testFraction, folds, columns } = plan;
  const data = inputs.map((object) => ({ uri: object.uri, version: versionOf(object), bytes: object.bytes }));
  const all = { code, replicas, shardBytes: SHARD_BYTES, data, rules, testFraction, folds, columns };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

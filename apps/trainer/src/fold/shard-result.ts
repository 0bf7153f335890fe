import { parseSummary, type Summary } from '@taxifare/core';

/** What one shard came to; JSON-shaped apart from the picture, which is added up on its own. */
export interface ShardResult {
  /** Where its first record starts and one past its last ends, in the (decompressed) object. */
  readonly startByte: number;
  readonly endByte: number;
  /** Of each 16 MiB of the (decompressed) object a sum, in order; those of plain objects are one. */
  readonly parts: readonly Summary[];
}

/**
 * `undefined`: the shard cannot be read from the next newline on. That is an error only if the shard before ends at that
 * newline; otherwise the newline lies in a quoted field, and the shard is to be read from where the one before ends.
 */
export type ShardOutcome = ShardResult | undefined;

/** The result in a checkpoint's JSON; `undefined` where it is none. */
export function parseShardResult(value: unknown): ShardResult | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { startByte, endByte, parts } = value as Readonly<Record<string, unknown>>;
  if (!isOffset(startByte) || !isOffset(endByte) || !Array.isArray(parts)) return undefined;
  const summaries: Summary[] = [];
  for (const part of parts) {
    const summary = parseSummary(part);
    if (summary === undefined) return undefined;
    summaries.push(summary);
  }
  return { startByte, endByte, parts: summaries };
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

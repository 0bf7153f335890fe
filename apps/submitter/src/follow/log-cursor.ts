/**
 * The position in a job's log. Two facts shape it: entries become readable seconds after their timestamps, in any order;
 * and an `insertId` is unique only among entries of one timestamp. So each question reaches back `LOOK_BACK_MS` behind
 * the newest entry, and what was answered already is remembered for longer than that: late entries come out once,
 * none twice.
 */
import type { LogEntry } from '../cloud/jobs-api.ts';

const LOOK_BACK_MS = 30_000;
/** Clocks of workers and service differ a little: the first question starts before the job does. */
const CLOCK_SKEW_MS = 60_000;

export interface LogCursor {
  /** Entries from this moment on are asked for. */
  readonly sinceMs: number;
  readonly newestMs: number;
  /** Entries at or after `sinceMs` that were handed out, with their times. */
  readonly seen: ReadonlyMap<string, number>;
}

/** Before all of a job's entries, or at a later moment. */
export function startCursor(createTimeMs: number, fromMs = 0): LogCursor {
  const sinceMs = Math.max(createTimeMs - CLOCK_SKEW_MS, fromMs);
  return { sinceMs, newestMs: sinceMs, seen: new Map() };
}

/** The entries not handed out yet, in time order, and the position after them. */
export function advance(
  cursor: LogCursor,
  entries: readonly LogEntry[],
  nowMs: number,
): { readonly cursor: LogCursor; readonly fresh: readonly LogEntry[] } {
  const seen = new Map(cursor.seen);
  const fresh: LogEntry[] = [];
  let newestMs = cursor.newestMs;
  for (const entry of entries) {
    const key = `${entry.timestamp} ${entry.insertId}`;
    if (seen.has(key)) continue;
    const timeMs = Date.parse(entry.timestamp);
    seen.set(key, timeMs);
    fresh.push(entry);
    // A clock that runs ahead must not carry the position past entries still to come.
    newestMs = Math.max(newestMs, Math.min(timeMs, nowMs));
  }
  const sinceMs = Math.max(cursor.sinceMs, newestMs - LOOK_BACK_MS);
  for (const [key, timeMs] of seen) if (timeMs < sinceMs) seen.delete(key);
  return { cursor: { sinceMs, newestMs, seen }, fresh: fresh.sort(byTime) };
}

/** The filter that asks for what the cursor has not seen. */
export function filterOf(
  cursor: LogCursor,
  { jobId, task }: { readonly jobId: string; readonly task?: string | undefined },
): string {
  return [
    'resource.type="ml_job"',
    `resource.labels.job_id="${jobId}"`,
    ...(task ? [`resource.labels.task_name="${task}"`] : []),
    `timestamp>="${new Date(Math.floor(cursor.sinceMs)).toISOString()}"`,
  ].join(' AND ');
}

function byTime(a: LogEntry, b: LogEntry): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1;
  return a.insertId < b.insertId ? -1 : a.insertId > b.insertId ? 1 : 0;
}

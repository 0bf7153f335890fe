import { formatSpan } from '@taxifare/console';

/** `2026-11-24 05:36`, local. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toLocaleString('sv-SE').slice(0, 16);
}

/** How long from one moment to another, or to now. */
export function spanBetween(startMs: number | undefined, endMs: number | undefined, nowMs: number): string | undefined {
  return startMs === undefined ? undefined : formatSpan(Math.max(0, (endMs ?? nowMs) - startMs));
}

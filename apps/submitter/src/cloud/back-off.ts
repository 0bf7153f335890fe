/** The longest pause between two tries, in ordinary pauses: a minute at five seconds. */
const MOST_PAUSES = 12;

/** The pause after `failures` failures in a row: doubling, capped, with full jitter above the ordinary one. */
export function backOffMs(pauseMs: number, failures: number, random: number): number {
  const ceiling = pauseMs * Math.min(2 ** failures, MOST_PAUSES);
  return Math.round(pauseMs + random * (ceiling - pauseMs));
}

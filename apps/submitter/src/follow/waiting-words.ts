import { formatSpan } from '@taxifare/console';
import type { JobState } from '../cloud/jobs-api.ts';

/** Why nothing happens, and for how long it has not. */
export function waitingWords(state: JobState, inStateMs: number): string {
  const span = formatSpan(inStateMs);
  switch (state) {
    case 'QUEUED':
      return `queued for ${span}: waiting for quota in the region`;
    case 'PENDING':
      return `waiting for a machine for ${span}; 2 to 4 minutes is usual`;
    case 'RUNNING':
      return `running for ${span}, nothing printed lately`;
    case 'CANCELLING':
      return `stopping for ${span}`;
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELLED':
    case 'EXPIRED':
    case 'PARTIALLY_SUCCEEDED':
      return `ended; waiting for its last lines, ${span}`;
    default:
      return `${state.toLowerCase()} for ${span}`;
  }
}

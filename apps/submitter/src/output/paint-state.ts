import type { Paint } from '@taxifare/console';
import { isTerminal, type JobState } from '../cloud/jobs-api.ts';

export function paintState(state: JobState, paint: Paint, text: string = state): string {
  if (state === 'SUCCEEDED') return paint.good(text);
  if (state === 'CANCELLED' || state === 'CANCELLING') return paint.warn(text);
  return isTerminal(state) ? paint.bad(text) : paint.accent(text);
}

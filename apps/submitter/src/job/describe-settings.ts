// Settings of a job in words, the same ones in its plan and in its status.
import { formatSpan } from '@taxifare/console';
import type { Scheduling } from '../cloud/custom-job.ts';

export function describeLimit(timeoutSeconds: number, ceilingUsd: number | string | undefined): string {
  const ceiling = ceilingUsd === undefined ? '' : `, for no more than ${ceilingUsd} USD`;
  return `${formatSpan(timeoutSeconds * 1000)}${ceiling}`;
}

export function describeRestarts({
  restartJobOnWorkerRestart,
  disableRetries,
}: Pick<Scheduling, 'restartJobOnWorkerRestart' | 'disableRetries'>): string | undefined {
  if (disableRetries) return 'none after an internal error';
  return restartJobOnWorkerRestart ? 'the whole job when a worker restarts' : undefined;
}

export function describeLabels(labels: readonly (readonly [string, string])[]): string | undefined {
  return labels.map(([key, value]) => `${key}=${value}`).join(' ') || undefined;
}

import type { Checked } from '@taxifare/console';
import { problemOf } from '../settings/check.ts';

/** Vertex AI's limit for a display name. */
const MAX_JOB_NAME = 128;

/**
 * The classic's `taxi_fare_training_pipeline_YYYYMMDD_HHMMSS` (UTC), and six random characters: two submits in one
 * second are two jobs in two folders. What predicts is called so.
 */
export function defaultJobName(
  nowMs: number,
  { does, randomHex }: { readonly does: string; readonly randomHex: string },
): string {
  const [day = '', time = ''] = new Date(nowMs).toISOString().split('T');
  const what = does === 'predict' ? 'taxi_fare_prediction' : 'taxi_fare_training_pipeline';
  return `${what}_${day.replaceAll('-', '')}_${time.slice(0, 8).replaceAll(':', '')}_${randomHex.slice(0, 6)}`;
}

/** A display name that is also a folder of the bucket: the job's output lies there. */
export function checkJobName(where: string, text: string): Checked<string> {
  if (text.length > MAX_JOB_NAME) {
    const got = `${text.slice(0, 40)}... (${text.length} characters)`;
    return problemOf(where, `longer than ${MAX_JOB_NAME} characters`, got, 'shorten it');
  }
  if (text === 'packages') return problemOf(where, 'is the folder of the packages', text, 'choose another name');
  if (/^[A-Za-z0-9][\w.-]*$/.test(text)) return { value: text };
  return problemOf(
    where,
    'names a folder of the bucket too',
    text,
    'use letters, digits, _ - . and begin with a letter or digit',
  );
}

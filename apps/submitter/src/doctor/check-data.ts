import { formatBytes } from '@taxifare/console';
import { DataError } from '@taxifare/core';
import { isGlob, StorageError } from '@taxifare/gcs';
import { inspectInputs, listInputs } from '@taxifare/trip-files';
import type { Cloud } from '../cloud/cloud.ts';
import type { Check } from './check.ts';

/** Training data: there, and such that a training reads it, by the functions with which it would begin. */
export async function checkData(path: string, cloud: Cloud, signal: AbortSignal): Promise<Check> {
  const name = 'data';
  const uri = path.startsWith('gs://') ? path : `gs://${cloud.bucket}/${path}`;
  try {
    const store = await cloud.store();
    const inputs = await listInputs([uri], store, signal);
    const { warnings } = await inspectInputs(inputs, { store, signal, purpose: 'training' });
    const bytes = formatBytes(inputs.reduce((sum, object) => sum + object.bytes, 0));
    const [first] = inputs;
    const what = inputs.length === 1 ? `${first?.uri}, ${bytes}` : `${uri}, ${inputs.length} objects, ${bytes}`;
    if (warnings.length > 0) return { name, result: 'unknown', found: `${what}; ${warnings.join('; ')}` };
    return { name, result: 'fine', found: `${what}, with the columns that are needed` };
  } catch (error) {
    if (!(error instanceof StorageError || error instanceof DataError)) throw error;
    if (!(error instanceof StorageError && error.code === 'not-found' && error.uri === uri)) {
      return { name, result: 'wrong', found: error.message };
    }
    const fix = `upload it: submitter put FILE --to ${isGlob(uri) ? 'data/NAME' : path}`;
    return { name, result: 'wrong', found: `there is no ${uri}`, fix };
  }
}

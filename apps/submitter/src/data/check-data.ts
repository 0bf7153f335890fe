import type { ObjectStore } from '@taxifare/gcs';
import { dataOfTrainer, dataUris, type SubmitPlan } from '../job/submit-plan.ts';
import { commandOf } from '../job/trainer-command.ts';
import type { World } from '../world.ts';
import type { FoundData } from './find-data.ts';

/**
 * What the data of a plan comes to, looked at before anything is created by the trainer's own functions: that it is
 * there, and that its objects are what the job reads. Throws `ConfigError` and `DataError`.
 */
export async function checkData(
  plan: SubmitPlan,
  { store, world: { interrupted: signal, waiting } }: { readonly store: ObjectStore; readonly world: World },
): Promise<readonly FoundData[]> {
  const { trainerArgs } = plan.options;
  const uris = dataOfTrainer(plan)?.map((uri) => uri.replace(/^\/gcs\//, 'gs://')) ?? dataUris(plan);
  // Read only now: there are commands that look at no data.
  const { findData, isForbidden } = await import('./find-data.ts');
  const { inspectInputs } = await import('@taxifare/trip-files');
  const found = await findData(uris, store, signal);
  const inputs = found.flatMap((one) => one.inputs);
  const look = {
    ...{ store, signal },
    onLook: (done: number, objects: number) => waiting(`the first bytes of ${objects} objects, ${done} done`),
  };
  try {
    if (commandOf(trainerArgs) === 'predict') {
      await (await import('./check-prediction.ts')).checkPrediction({ uris, inputs }, plan, look);
    } else {
      const { columnsOfTrainer } = await import('./columns-of-trainer.ts');
      await inspectInputs(inputs, { ...look, columns: columnsOfTrainer(trainerArgs), purpose: 'training' });
    }
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  return found;
}

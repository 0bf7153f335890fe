import type { ObjectStore } from '@taxifare/gcs';
import { type FoundData, findData } from '../job/find-data.ts';
import { dataOfTrainer, dataUris, type SubmitPlan } from '../job/submit-plan.ts';
import { commandOf } from '../job/trainer-command.ts';
import type { World } from '../world.ts';

/**
 * What the data of a plan comes to, looked at before anything is created: that it is there, and that the first bytes of
 * each object are those of what its job reads. Throws `ConfigError` and `DataError`.
 */
export async function checkData(
  plan: SubmitPlan,
  { store, world: { interrupted: signal, waiting } }: { readonly store: ObjectStore; readonly world: World },
): Promise<readonly FoundData[]> {
  const { trainerArgs } = plan.options;
  const uris = dataOfTrainer(plan)?.map((uri) => uri.replace(/^\/gcs\//, 'gs://')) ?? dataUris(plan);
  const found = await findData(uris, store, signal);
  const look = {
    ...{ store, signal },
    onLook: (done: number, objects: number) => waiting(`the first bytes of ${objects} objects, ${done} are looked at`),
  };
  if (commandOf(trainerArgs) === 'predict') {
    await (await import('./check-prediction.ts')).checkPrediction(uris, plan, look);
  } else {
    const { columnsOfTrainer, refuseData } = await import('./refuse-data.ts');
    await refuseData(uris, { ...look, columns: columnsOfTrainer(trainerArgs), purpose: 'training' });
  }
  return found;
}

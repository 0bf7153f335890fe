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
  if (commandOf(trainerArgs) !== 'train') return found;
  const { columnsOfTrainer, refuseData } = await import('./refuse-data.ts');
  await refuseData(uris, {
    ...{ store, signal, columns: columnsOfTrainer(trainerArgs) },
    onLook: (done, objects) => waiting(`the first bytes of ${objects} objects, ${done} are looked at`),
  });
  return found;
}

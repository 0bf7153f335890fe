import { ConfigError } from '@taxifare/console';
import type { ObjectStore } from '@taxifare/gcs';
import { isForbidden } from '../data/find-data.ts';
import { outputUri, type SubmitPlan } from './submit-plan.ts';

/**
 * Refuses a job name whose folder has something in it: the job would find another one's checkpoints there, or leave its
 * model beside another's. Where nobody may look, the job's own account will.
 */
export async function refuseUsedName(plan: SubmitPlan, store: ObjectStore, signal: AbortSignal): Promise<void> {
  const folder = outputUri(plan);
  try {
    for await (const { uri } of store.list(`${folder}/**`, { signal })) {
      const what = `its folder is in use, there is ${uri}`;
      throw new ConfigError([
        { where: '--job-name', what, got: plan.options.jobName, fix: 'choose another name, or remove the folder' },
      ]);
    }
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
}

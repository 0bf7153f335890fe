import { ApiError } from '../cloud/api-error.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { textIn } from '../cloud/rest-api.ts';
import type { ProjectApis } from './project-apis.ts';
import type { Step } from './step.ts';

const ACCOUNT_ID = 'taxifare-trainer';

/** The address of the account that setup makes for jobs; of a project `example.com:name` it ends with `name.example.com`. */
export function accountOf(project: string): string {
  return `${ACCOUNT_ID}@${project.split(':').reverse().join('.')}.iam.gserviceaccount.com`;
}

/** A service account for the jobs, which may do what a training needs and nothing else. */
export function createAccount({ project }: Cloud, { accounts }: ProjectApis): Step {
  return {
    name: 'service account',
    gcloud: `gcloud iam service-accounts create ${ACCOUNT_ID} --project=${project}`,
    isDone: async () => {
      try {
        await accounts.call('GET', `projects/${project}/serviceAccounts/${accountOf(project)}`);
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'NOT_FOUND') return false;
        throw error;
      }
    },
    act: async () => {
      const serviceAccount = { displayName: 'Taxi fare training jobs' };
      const request = { accountId: ACCOUNT_ID, serviceAccount };
      textIn(await accounts.call('POST', `projects/${project}/serviceAccounts`, request), 'email');
    },
  };
}

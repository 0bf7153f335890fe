import type { Cloud } from '../cloud/cloud.ts';
import { type Json, promised } from '../cloud/rest-api.ts';
import { operate } from '../serving/operation.ts';
import type { World } from '../world.ts';
import type { ProjectApis } from './project-apis.ts';
import type { Step } from './step.ts';

/** What a training on Vertex AI and its follower ask of a project. */
const SERVICES = [
  'aiplatform.googleapis.com',
  'storage.googleapis.com',
  'logging.googleapis.com',
  'iam.googleapis.com',
  'cloudresourcemanager.googleapis.com',
];

/** The services, switched on together. */
export function enableServices({ project, pollMs }: Cloud, { services }: ProjectApis, world: World): Step {
  const missing = async (): Promise<readonly string[]> => {
    const names = SERVICES.map((service) => `names=projects/${project}/services/${service}`).join('&');
    const { services: found } = await services.call('GET', `projects/${project}/services:batchGet?${names}`);
    if (!Array.isArray(found)) throw promised('services is no list');
    const list: readonly unknown[] = found;
    const enabled = list.map((one) => Object(one) as Json).filter(({ state }) => state === 'ENABLED');
    return SERVICES.filter((service) => !enabled.some(({ name }) => String(name).endsWith(`/${service}`)));
  };
  return {
    name: 'services',
    gcloud: `gcloud services enable ${SERVICES.join(' ')} --project=${project}`,
    isDone: async () => (await missing()).length === 0,
    act: async () => {
      const serviceIds = await missing();
      const words = { what: 'setup: services', seeLater: 'submitter setup does what is missing then' };
      await operate(
        async () => await services.call('POST', `projects/${project}/services:batchEnable`, { serviceIds }),
        { api: services, world, pollMs, ...words },
      );
    },
  };
}

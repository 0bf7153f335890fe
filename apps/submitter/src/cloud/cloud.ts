import { whileWaiting } from '@taxifare/console';
import type { ObjectStore } from '@taxifare/gcs';
import type { Endpoints, Place } from '../settings/place.ts';
import type { World } from '../world.ts';
import { ApiError } from './api-error.ts';
import { type Credentials, loadCredentials } from './credentials.ts';
import { explainApiError } from './explain-api-error.ts';
import type { JobsApi } from './jobs-api.ts';
import { reopeningJobs } from './reopening-jobs.ts';
import { openRestApi, type RestApi } from './rest-api.ts';

/** The cloud in force, its clients not loaded before they are asked for. */
export interface Cloud {
  /** On this machine, because no bucket is configured. Only for words: what is done does not depend on it. */
  readonly isLocal: boolean;
  readonly bucket: string;
  readonly project: string;
  readonly region: string;
  readonly trainingFolder: string;
  /** The place's flags as they were typed. */
  readonly flags: readonly string[];
  readonly endpoints: Endpoints;
  /** `undefined` where every endpoint is configured: those are spoken to without. */
  readonly credentials: Credentials | undefined;
  readonly pollMs: number | undefined;
  /** `projects/P/locations/R`. */
  readonly parent: string;
  readonly jobs: () => Promise<JobsApi>;
  readonly store: () => Promise<ObjectStore>;
}

/** Runs `use` with Vertex AI's plain REST; what it refuses is explained, with `where` as its place. */
export async function serviceOf<T>(
  cloud: Cloud,
  world: World,
  where: string,
  use: (api: RestApi) => Promise<T>,
  { dryRun }: { readonly dryRun?: string } = {},
): Promise<T> {
  try {
    return await use(openRestApi({ ...cloud, world }));
  } catch (error) {
    if (!(error instanceof ApiError) || world.interrupted.aborted) throw error;
    throw explainApiError(where, error, { ...cloud, dryRun });
  }
}

/** Runs `use` in the cloud that the place names, and lets go of it afterwards. */
export async function withCloud<T>(place: Place, world: World, use: (cloud: Cloud) => Promise<T>): Promise<T> {
  if (place.bucket !== undefined) {
    const { storage, aiplatform, logging } = place.endpoints;
    const isGoogle = [storage, aiplatform, logging].includes(undefined);
    const { bucket } = place;
    return await whileWaiting(world, isGoogle ? 'Google Cloud' : 'the cloud', async () => {
      const credentials = isGoogle || place.project === undefined ? await loadCredentials(world.env) : undefined;
      const project = place.project ?? (await credentials?.project()) ?? '';
      return await use(cloudOf({ ...place, bucket, project, credentials, isLocal: false }, world));
    });
  }
  const local = await whileWaiting(world, 'the cloud on this machine', world.startLocalCloud);
  const opened = [local];
  const pollMs = place.pollMs ?? local.pollMs;
  const cloud = cloudOf({ ...place, ...local, pollMs, credentials: undefined, isLocal: true }, world);
  const reopen = async (): Promise<JobsApi> => {
    const again = await local.again();
    opened.push(again);
    return await cloudOf({ ...cloud, ...again }, world).jobs();
  };
  try {
    return await use({ ...cloud, jobs: async () => reopeningJobs(await cloud.jobs(), reopen) });
  } finally {
    for (const one of opened) await one.close();
  }
}

function cloudOf(known: Omit<Cloud, 'parent' | 'jobs' | 'store'>, { waiting }: Pick<World, 'waiting'>): Cloud {
  const { project, region, endpoints, credentials } = known;
  return {
    ...known,
    parent: `projects/${project}/locations/${region}`,
    jobs: async () =>
      (await import('./vertex-jobs.ts')).openVertexJobs({ project, region, endpoints, client: credentials?.client }),
    store: async () =>
      (await import('./bucket-store.ts')).openBucketStore({
        ...{ project, endpoint: endpoints.storage },
        onRetry: ({ error, tries }) => waiting(`an answer, ${tries} tries failed (${error.message})`),
      }),
  };
}

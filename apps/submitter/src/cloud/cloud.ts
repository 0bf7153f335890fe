import type { ObjectStore } from '@taxifare/gcs';
import type { Endpoints, Place } from '../settings/place.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';
import type { JobsApi } from './jobs-api.ts';

/** The cloud in force, its clients not loaded before they are asked for. */
export interface Cloud {
  /** On this machine, because no bucket is configured. Only for words: what is done does not depend on it. */
  readonly isLocal: boolean;
  readonly bucket: string;
  readonly project: string;
  readonly region: string;
  readonly trainingFolder: string;
  readonly endpoints: Endpoints;
  readonly pollMs: number | undefined;
  /** `projects/P/locations/R`. */
  readonly parent: string;
  readonly jobs: () => Promise<JobsApi>;
  readonly store: () => Promise<ObjectStore>;
}

/** Runs `use` in the cloud that the place names, and lets go of it afterwards. */
export async function withCloud<T>(place: Place, world: World, use: (cloud: Cloud) => Promise<T>): Promise<T> {
  if (place.bucket !== undefined) {
    const project = place.project ?? (await projectOfCredentials());
    return await use(cloudOf({ ...place, bucket: place.bucket, project, isLocal: false }));
  }
  const local = await world.startLocalCloud();
  try {
    return await use(cloudOf({ ...place, ...local, pollMs: place.pollMs ?? local.pollMs, isLocal: true }));
  } finally {
    await local.close();
  }
}

function cloudOf(known: Omit<Cloud, 'parent' | 'jobs' | 'store'>): Cloud {
  const { project, region, endpoints } = known;
  return {
    ...known,
    parent: `projects/${project}/locations/${region}`,
    jobs: async () => (await import('./vertex-jobs.ts')).openVertexJobs({ project, region, endpoints }),
    store: async () => (await import('./bucket-store.ts')).openBucketStore({ project, endpoint: endpoints.storage }),
  };
}

async function projectOfCredentials(): Promise<string> {
  const { GoogleAuth } = await import('google-auth-library');
  try {
    return await new GoogleAuth().getProjectId();
  } catch (error) {
    throw new UsageError(
      [
        '--project: not given, and the credentials name none; give --project or PROJECT_ID, or run gcloud config set project',
      ],
      { cause: error },
    );
  }
}

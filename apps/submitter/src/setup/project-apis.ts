import type { Cloud } from '../cloud/cloud.ts';
import { openGoogleApi, type RestApi } from '../cloud/rest-api.ts';
import type { World } from '../world.ts';

/** The APIs that set a project up. */
export interface ProjectApis {
  /** Service Usage. */
  readonly services: RestApi;
  /** IAM. */
  readonly accounts: RestApi;
  /** Resource Manager. */
  readonly projects: RestApi;
  /** Cloud Storage. */
  readonly buckets: RestApi;
}

/** Each at Google's address, or all of them where Vertex AI and Cloud Storage are configured to be. */
export function openProjectApis({ endpoints }: Cloud, world: World): ProjectApis {
  const open = (host: string, configured: string | undefined, path: string): RestApi =>
    openGoogleApi({
      root: `${configured ?? `https://${host}`}/${path}`,
      isConfigured: configured !== undefined,
      world,
    });
  const { aiplatform, storage } = endpoints;
  return {
    services: open('serviceusage.googleapis.com', aiplatform, 'v1'),
    accounts: open('iam.googleapis.com', aiplatform, 'v1'),
    projects: open('cloudresourcemanager.googleapis.com', aiplatform, 'v1'),
    buckets: open('storage.googleapis.com', storage, 'storage/v1'),
  };
}

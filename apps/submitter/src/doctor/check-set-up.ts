import { bucketInfo, grantedPermissions, type ObjectStore, StorageError } from '@taxifare/gcs';
import { apiErrorOf } from '../cloud/api-error.ts';
import { type Cloud, withCloud } from '../cloud/cloud.ts';
import { quotaConsoleUrl } from '../cloud/console-url.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import { DEFAULT_DATA, DEFAULT_IMAGE } from '../job/read-job-options.ts';
import { readBundle } from '../package/bundle.ts';
import { given, givenList, type Inputs } from '../settings/inputs.ts';
import type { Place } from '../settings/place.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';
import { missingColumns } from './missing-columns.ts';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly result: 'fine' | 'wrong' | 'unknown';
  readonly found: string;
  readonly fix?: string | undefined;
}

const PERMISSIONS = ['storage.objects.create', 'storage.objects.delete', 'storage.objects.get', 'storage.objects.list'];
const MAX_SKEW_MS = 60_000;
const HEADER_BYTES = 64 * 1024;

/** Looks at everything that a submit needs, in the order in which one would mend it. */
export async function* checkSetUp(place: Place, inputs: Inputs, world: World): AsyncGenerator<Check> {
  yield await checkBundle(world);
  yield checkNode(given(inputs, 'image', 'RUNTIME_IMAGE')?.text ?? DEFAULT_IMAGE);
  const found: Check[] = [];
  try {
    await withCloud(place, world, async (cloud) => {
      const store = await cloud.store();
      const given = givenList(inputs, 'data').map(({ text }) => text);
      const data = given.length > 0 ? given : [inputs.env.BUCKET_TRAIN_DATA_PATH ?? DEFAULT_DATA];
      found.push({ name: 'project', result: 'fine', found: cloud.project });
      found.push(await checkJobs(cloud, world));
      found.push(await checkLogs(cloud, world));
      found.push(...(await checkBucket(cloud)));
      for (const uri of data)
        found.push(await checkData(uri.startsWith('gs://') ? uri : `gs://${cloud.bucket}/${uri}`, store));
      found.push(await checkClock(cloud, world));
      found.push(quotaOf(cloud));
    });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof StorageError)) throw error;
    found.push({ name: 'credentials', result: 'wrong', found: error.message });
  }
  yield* found;
}

async function checkBundle(world: World): Promise<Check> {
  try {
    const { manifest } = await readBundle(world.trainerBuild);
    return { name: 'trainer', result: 'fine', found: `built, sha256 ${manifest.sha256.slice(0, 12)}` };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { name: 'trainer', result: 'wrong', found: error.message };
  }
}

function checkNode(image: string): Check {
  const local = process.versions.node;
  const major = /(?:^|\/)node:(\d+)/.exec(image)?.[1];
  const name = 'node';
  if (major === undefined)
    return { name, result: 'unknown', found: `${local} here; the tag of ${image} does not say which it has` };
  const isSame = major === local.split('.')[0];
  const found = `${local} here, ${major} in ${image}`;
  return isSame
    ? { name, result: 'fine', found }
    : { name, result: 'wrong', found, fix: `give --image node:${local.split('.')[0]}-slim` };
}

async function checkJobs(cloud: Cloud, world: World): Promise<Check> {
  const name = 'vertex ai';
  return await (await cloud.jobs()).list(cloud.parent, { limit: 1 }, world.interrupted).then(
    (): Check => ({ name, result: 'fine', found: `jobs of ${cloud.region} can be listed` }),
    (error: unknown) => refused(name, error, cloud),
  );
}

async function checkLogs(cloud: Cloud, world: World): Promise<Check> {
  const name = 'logs';
  const filter = 'resource.type="ml_job" AND timestamp>="2100-01-01T00:00:00Z"';
  return await (await cloud.jobs())
    .logs({ project: cloud.project, filter, pageToken: undefined }, world.interrupted)
    .then(
      (): Check => ({ name, result: 'fine', found: 'logs can be read' }),
      (error: unknown) => refused(name, error, cloud),
    );
}

function refused(name: string, error: unknown, cloud: Cloud): Check {
  const { what, hint } = explainApiError(name, apiErrorOf(error), cloud);
  return { name, result: 'wrong', found: what, fix: hint };
}

async function checkBucket({ bucket, region, project, endpoints }: Cloud): Promise<readonly Check[]> {
  const options = { apiEndpoint: endpoints.storage, projectId: project };
  try {
    const info = await bucketInfo(bucket, options);
    if (info === undefined) {
      const fix = `gcloud storage buckets create gs://${bucket} --location=${region} --project=${project}`;
      return [{ name: 'bucket', result: 'wrong', found: `there is no gs://${bucket}`, fix }];
    }
    const place = `gs://${bucket} is in ${info.location}`;
    const fix = `use a bucket in ${region}: gcloud storage buckets create gs://NAME --location=${region}`;
    const isRegional = info.locationType === 'region';
    const isNear = info.location.toLowerCase() === region;
    const where: Check = !isRegional
      ? { name: 'bucket', result: 'wrong', found: `${place}, a ${info.locationType}, which jobs cannot mount`, fix }
      : isNear
        ? { name: 'bucket', result: 'fine', found: place }
        : {
            name: 'bucket',
            result: 'wrong',
            found: `${place}, jobs run in ${region}`,
            fix: `give --region ${info.location.toLowerCase()}, or ${fix}`,
          };
    const granted = await grantedPermissions(bucket, PERMISSIONS, options);
    const lacking = PERMISSIONS.filter((permission) => !granted.includes(permission));
    return [
      where,
      lacking.length === 0
        ? { name: 'permissions', result: 'fine', found: 'objects of the bucket can be read and written' }
        : {
            name: 'permissions',
            result: 'wrong',
            found: `lacking ${lacking.join(', ')}`,
            fix: `give this account roles/storage.objectUser on gs://${bucket}`,
          },
    ];
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return [{ name: 'bucket', result: 'wrong', found: error.message }];
  }
}

async function checkData(uri: string, store: ObjectStore): Promise<Check> {
  const name = 'data';
  try {
    const object = await store.info(uri);
    if (object === undefined)
      return {
        name,
        result: 'wrong',
        found: `there is no ${uri}`,
        fix: 'upload it: gcloud storage cp data/train_1k.csv gs://…',
      };
    if (uri.endsWith('.gz')) return { name, result: 'fine', found: `${uri}, ${object.bytes} bytes, compressed` };
    const bytes = await store.readRange(object, { start: 0, end: Math.min(object.bytes, HEADER_BYTES) });
    const missing = missingColumns(bytes);
    return missing.length === 0
      ? { name, result: 'fine', found: `${uri}, ${object.bytes} bytes, with the columns that are needed` }
      : {
          name,
          result: 'wrong',
          found: `${uri} lacks ${missing.join(', ')}`,
          fix: 'name the columns in its first line',
        };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { name, result: 'wrong', found: error.message };
  }
}

async function checkClock({ endpoints }: Cloud, world: World): Promise<Check> {
  const name = 'clock';
  try {
    const answer = await fetch(endpoints.storage ?? 'https://storage.googleapis.com', {
      method: 'HEAD',
      signal: AbortSignal.timeout(5000),
    });
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    const skewMs = Math.abs(theirs - world.now());
    if (Number.isNaN(skewMs)) return { name, result: 'unknown', found: 'the service did not say what time it is' };
    const found = `${Math.round(skewMs / 1000)} s from the service's`;
    return skewMs <= MAX_SKEW_MS
      ? { name, result: 'fine', found }
      : { name, result: 'wrong', found, fix: 'set the clock: signatures and tokens depend on it' };
  } catch {
    return { name, result: 'unknown', found: 'the service could not be reached' };
  }
}

function quotaOf({ isLocal, project, region }: Cloud): Check {
  if (isLocal) return { name: 'quota', result: 'fine', found: 'none on this machine' };
  const found = `what is left of custom_model_training_cpus in ${region} cannot be asked with these permissions`;
  return { name: 'quota', result: 'unknown', found, fix: `see ${quotaConsoleUrl(project)}` };
}

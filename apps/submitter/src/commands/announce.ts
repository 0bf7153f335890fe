import { voiceOf } from '../output/voice-of.ts';
import type { Place } from '../settings/place.ts';
import type { World } from '../world.ts';

/** The first line of every command: which cloud, bucket and region are in force. Beside JSON it goes to standard error. */
export function announce(place: Place, world: World, { isJson }: { readonly isJson: boolean }): void {
  const { say, paint } = voiceOf(world, isJson);
  say(`${paint.dim(describePlace(place))}\n`);
}

function describePlace({ bucket, region, project, endpoints }: Place): string {
  if (bucket === undefined) {
    return `cloud: on this machine, region ${region} (for Google Cloud set BUCKET_NAME, or give --bucket)`;
  }
  const where = endpoints.aiplatform ?? endpoints.storage;
  // A path in it may be a secret.
  const cloud = where ? `the one at ${new URL(where).origin}` : 'Google Cloud';
  return `cloud: ${cloud}, bucket ${bucket}, region ${region}, project ${project ?? 'of the credentials'}`;
}

import { paintOf } from '../output/paint.ts';
import type { Inputs } from '../settings/inputs.ts';
import { type Place, readPlace } from '../settings/place.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';

/** The first line of every command: which cloud, bucket and region are in force. Beside JSON it goes to standard error. */
export function announce(place: Place, world: World, { isJson }: { readonly isJson: boolean }): void {
  const paint = paintOf(world.terminal.hasColour);
  const line = isJson ? world.err : world.out;
  line(`${paint.dim(describePlace(place))}\n`);
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

/** The place, for commands with nothing else to check: announced, or every problem thrown. */
export function readyPlace(inputs: Inputs, world: World, { isJson }: { readonly isJson: boolean }): Place {
  const place = readPlace(inputs);
  refuseProblems(inputs);
  announce(place, world, { isJson });
  return place;
}

export function refuseProblems({ problems }: Inputs): void {
  if (problems.length > 0) throw new UsageError(problems);
}

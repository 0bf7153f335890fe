import { formatSpan } from '@taxifare/console';
import { type Cloud, serviceOf, withCloud } from '../cloud/cloud.ts';
import type { Json, RestApi } from '../cloud/rest-api.ts';
import type { Place } from '../settings/place.ts';
import type { World } from '../world.ts';
import { operate } from './operation.ts';

/** What the commands around a model online have in common. */
export interface Serving {
  readonly cloud: Cloud;
  readonly api: RestApi;
  /** Whose commands these are, as a label's value. */
  readonly user: string;
  /** Sends a request that begins a long-running operation, and waits for its end. */
  readonly operate: (what: string, method: 'POST' | 'DELETE', path: string, body?: unknown) => Promise<Json>;
}

const SEE_LATER =
  'submitter models shows what came of it, and submitter undeploy takes down what is online, which is billed';

const REPORT_EVERY_MS = 30_000;

/** Runs `use` with a cloud, its API, long waits that are shown and refusals that are explained. */
export async function withServing<T>(
  {
    where,
    place,
    world,
    say,
  }: {
    readonly where: string;
    readonly place: Place;
    readonly world: World;
    readonly say: (text: string) => void;
  },
  use: (serving: Serving) => Promise<T>,
): Promise<T> {
  return await withCloud(place, world, (cloud) =>
    serviceOf(
      cloud,
      world,
      where,
      (api) => {
        const begin: Serving['operate'] = async (what, method, path, body) => {
          say(`${what}\n`);
          let reportedMs = 0;
          const report = (waitedMs: number): void => {
            if (waitedMs - reportedMs < REPORT_EVERY_MS) return;
            reportedMs = waitedMs;
            const usual = path.endsWith(':deployModel') ? '; it takes 5 to 15 minutes' : '';
            say(`   ${formatSpan(waitedMs)} so far${usual}\n`);
          };
          const words = { what: `${where}: ${what}`, seeLater: SEE_LATER };
          const { pollMs } = cloud;
          return await operate(() => api.call(method, path, body), { api, world, pollMs, report, ...words });
        };
        return use({ cloud, api, user: userOf(world), operate: begin });
      },
      { dryRun: 'deploy --dry-run' },
    ),
  );
}

/** The user of this machine, in the characters of a label. */
function userOf({ env }: Pick<World, 'env'>): string {
  const name = env.USER || env.LOGNAME || env.USERNAME || 'unknown';
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, '_')
      .slice(0, 63) || 'unknown'
  );
}

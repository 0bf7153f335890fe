import { ConfigError, EXIT, flag } from '@taxifare/console';
import { ApiError } from '../cloud/api-error.ts';
import { serviceOf, withCloud } from '../cloud/cloud.ts';
import { formatHints } from '../output/hints.ts';
import { voiceOf } from '../output/voice-of.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import { accountOf, createAccount } from '../setup/create-account.ts';
import { createBucket } from '../setup/create-bucket.ts';
import { enableServices } from '../setup/enable-services.ts';
import { grantBucketRole, grantLogRole } from '../setup/grant-roles.ts';
import { openProjectApis } from '../setup/project-apis.ts';
import type { World } from '../world.ts';
import { announce } from './announce.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter setup`: what doctor looks at, made: services, bucket, an account for jobs and its two roles. */
export const SETUP = cloudCommand({
  about: 'Looks at each thing first, does what is missing, and prints the gcloud line that does the same.',
  options: {
    'dry-run': flag('Look and print the gcloud lines of what is missing; nothing is changed'),
    ...POLL_OPTIONS,
  },
  run: async ({ json: isJson, 'dry-run': isDryRun }, world, { place }) => {
    announce(place, world, { isJson });
    const { say, paint } = voiceOf(world, isJson);
    return await withCloud(place, world, async (cloud) => {
      refuseNumber(cloud.project);
      const apis = openProjectApis(cloud, world);
      const steps = [
        enableServices(cloud, apis, world),
        createBucket(cloud, apis),
        createAccount(cloud, apis),
        grantBucketRole(cloud, apis),
        grantLogRole(cloud, apis),
      ];
      const results: { readonly name: string; readonly gcloud: string; readonly result: Result }[] = [];
      let isMissing = false;
      for (const { name, gcloud, isDone, act } of steps) {
        // After a dry run's first missing thing the later ones may not be there to be looked at.
        const result = await serviceOf(cloud, world, `setup: ${name}`, async (): Promise<Result> => {
          if (await isDone().catch((error: unknown) => rethrowUnless(isDryRun && isMissing, error))) return 'there';
          if (!isDryRun) await onceAccountIsKnown(act, world);
          return isDryRun ? 'missing' : 'made';
        });
        isMissing ||= result === 'missing';
        results.push({ name, gcloud, result });
        const mark = { there: paint.good('there  '), made: paint.good('made   '), missing: paint.warn('missing') }[
          result
        ];
        say(`${mark} ${name.padEnd(20)} ${result === 'there' ? '' : paint.accent(gcloud)}`.trimEnd());
        say('\n');
      }
      if (isJson)
        world.out(`${JSON.stringify({ serviceAccount: accountOf(cloud.project), steps: results }, null, 2)}\n`);
      else if (!isDryRun) {
        const hints = [
          { what: 'To upload training data', command: 'put FILE' },
          { what: 'To check it all', command: 'doctor' },
          { what: 'To train', command: `submit --service-account ${accountOf(cloud.project)}` },
        ];
        world.out(`${formatHints(hints, { paint, flags: cloud.flags, env: world.env }).join('\n')}\n`);
      }
      return EXIT.fine;
    });
  },
});

/** An account's address has the project's id, which its number does not tell. */
function refuseNumber(project: string): void {
  if (!/^\d+$/.test(project)) return;
  const fix = 'give its id, as in `gcloud projects list`';
  throw new ConfigError([{ where: '--project', what: 'is a number, and setup needs the id', got: project, fix }]);
}

/** A new account takes some seconds to be known to policies. */
const ACCOUNT_PAUSES_MS = [2000, 4000, 8000, 16_000];

async function onceAccountIsKnown(act: () => Promise<void>, world: World): Promise<void> {
  for (const pauseMs of ACCOUNT_PAUSES_MS) {
    try {
      await act();
      return;
    } catch (error) {
      const isUnknown = error instanceof ApiError && /service account .*does not exist/i.test(error.message);
      if (!isUnknown) throw error;
      await world.sleep(pauseMs, world.interrupted);
    }
  }
  await act();
}

type Result = 'there' | 'made' | 'missing';

function rethrowUnless(isExpected: boolean, error: unknown): false {
  if (isExpected) return false;
  throw error;
}

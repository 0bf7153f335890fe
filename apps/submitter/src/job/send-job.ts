import { ConfigError, formatFacts } from '@taxifare/console';
import { type Cloud, serviceOf } from '../cloud/cloud.ts';
import type { Job } from '../cloud/jobs-api.ts';
import { lookAtBucket } from '../cloud/look-at-bucket.ts';
import { checkData } from '../data/check-data.ts';
import { voiceOf } from '../output/voice-of.ts';
import type { Bundle } from '../package/bundle.ts';
import { packageManifestOf } from '../package/package-manifest.ts';
import { uploadPackage } from '../package/upload-package.ts';
import type { World } from '../world.ts';
import { createJob } from './create-job.ts';
import { describePlan } from './describe-plan.ts';
import { findMachines } from './find-machines.ts';
import { customJobOf } from './job-spec.ts';
import { refuseUsedName } from './refuse-used-name.ts';
import { bundleUri, type SubmitPlan } from './submit-plan.ts';

/** Looks up all that a plan needs, says what is about to happen, uploads the package, creates the job. */
export async function sendJob(
  plan: SubmitPlan,
  bundle: Bundle,
  {
    cloud,
    world: whole,
    isJson,
    warn,
  }: {
    readonly cloud: Cloud;
    readonly world: World;
    readonly isJson: boolean;
    readonly warn: (text: string) => void;
  },
): Promise<Job> {
  // It leaves a job: a reader that goes (`submit | head`) does not stop it half way.
  const world = { ...whole, interrupted: whole.stopped };
  const { say, paint } = voiceOf(world, isJson);
  const signal = world.interrupted;
  const store = await cloud.store();
  // What is wrong with the data itself is looked for here too, before anything is sent.
  const [data, fit, machines] = await Promise.all([
    checkData(plan, { store, world }),
    lookAtBucket(cloud, signal),
    serviceOf(cloud, world, 'persistent resource', (api) => findMachines(api, cloud.parent, plan)),
    refuseUsedName(plan, store, signal),
  ]);
  const isElsewhere = fit.fit === 'elsewhere' && !cloud.isLocal;
  if (isElsewhere && !plan.options.anyBucketLocation) {
    const fix = `${fit.fix}; or go on all the same with --any-bucket-location`;
    throw new ConfigError([{ where: '--bucket', what: fit.what, fix }]);
  }
  const facts = describePlan(plan, { data, isLocal: cloud.isLocal, machines });
  say(`${paint.bold('plan')}\n${formatFacts([...facts, ['note', isElsewhere ? fit.what : undefined]]).join('\n')}\n`);
  const manifest = packageManifestOf(bundle.manifest, plan.git);
  const uploaded = await uploadPackage(store, { uri: bundleUri(plan), bundle, manifest, signal });
  say(uploaded.isNew ? `uploaded ${uploaded.uri}\n` : 'the package is in the bucket already; nothing to upload\n');
  const job = await createJob(await cloud.jobs(), {
    parent: cloud.parent,
    request: customJobOf(plan),
    place: { ...cloud, dryRun: 'submit --dry-run' },
    world,
    say: warn,
  });
  say(`submitted ${paint.accent(job.name)}\n`);
  return job;
}

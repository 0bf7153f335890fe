import { ConfigError, EXIT, flag, formatFacts, LOCAL_BUCKET, LOCAL_PROJECT, paintOf } from '@taxifare/console';
import { type Cloud, withCloud } from '../cloud/cloud.ts';
import type { Job } from '../cloud/jobs-api.ts';
import { lookAtBucket } from '../cloud/look-at-bucket.ts';
import { createJob } from '../job/create-job.ts';
import { describePlan } from '../job/describe-plan.ts';
import { findData } from '../job/find-data.ts';
import { jobJson } from '../job/job-json.ts';
import { defaultJobName } from '../job/job-name.ts';
import { customJobOf } from '../job/job-spec.ts';
import { JOB_OPTIONS, jobOptionsOf, problemsOfJob } from '../job/read-job-options.ts';
import { bundleUri, dataOfTrainer, dataUris, type SubmitPlan } from '../job/submit-plan.ts';
import { formatHints, hintsWhileRunning } from '../output/hints.ts';
import { type Bundle, readBundle } from '../package/bundle.ts';
import { gitStateOf } from '../package/git-state.ts';
import { packageManifestOf } from '../package/package-manifest.ts';
import { uploadPackage } from '../package/upload-package.ts';
import { POLL_OPTIONS } from '../settings/place.ts';
import type { World } from '../world.ts';
import { announce, voiceOf } from './announce.ts';
import { BUNDLE_OPTIONS, bundleFolderOf } from './bundle-in-use.ts';
import { cloudCommand } from './cloud-command.ts';
import { followToEnd } from './follow-to-end.ts';

/** `submitter submit`: packages the trainer, sends the job, follows it to its end. */
export const SUBMIT = cloudCommand({
  rest: 'trainer options',
  options: {
    ...JOB_OPTIONS,
    'stream-logs': flag('Follow the job to its end; --no-stream-logs detaches', true),
    'dry-run': flag('Print the exact request as JSON; nothing is sent, nothing costs'),
    ...POLL_OPTIONS,
    ...BUNDLE_OPTIONS,
  },
  check: problemsOfJob,
  run: async (values, world, { place, rest }) => {
    const isJson = values.json;
    const jobName = defaultJobName(world.now(), world.randomHex(6));
    const options = jobOptionsOf(values, { jobName, trainerArgs: rest });
    const bundle = await readBundle(bundleFolderOf(values, world));
    const git = await gitStateOf(world.repository);
    const { manifest } = bundle;
    const planIn = ({ bucket, project }: { readonly bucket: string; readonly project: string }): SubmitPlan => ({
      options,
      bucket,
      project,
      region: place.region,
      trainingFolder: place.trainingFolder,
      bundle: { sha256: manifest.sha256, bytes: manifest.bytes },
      git,
      submitId: world.randomHex(16),
    });
    if (values['dry-run']) {
      announce(place, world, { isJson: true });
      const plan = planIn({ bucket: place.bucket ?? LOCAL_BUCKET, project: place.project ?? LOCAL_PROJECT });
      world.out(`${JSON.stringify(customJobOf(plan), null, 2)}\n`);
      return EXIT.fine;
    }
    announce(place, world, { isJson });
    return await withCloud(place, world, async (cloud) => {
      const job = await send(planIn(cloud), bundle, { cloud, world, isJson });
      if (values['stream-logs']) return await followToEnd(job, { cloud, world, isJson });
      if (isJson) world.out(`${JSON.stringify(jobJson(job, cloud), null, 2)}\n`);
      else {
        const look = { paint: paintOf(world.terminal.hasColour), flags: cloud.flags, env: world.env };
        world.out(`${formatHints(hintsWhileRunning(job.id), look).join('\n')}\n`);
      }
      return EXIT.fine;
    });
  },
});

/** Looks the data up, says what is about to happen, uploads the package, creates the job. */
async function send(
  plan: SubmitPlan,
  bundle: Bundle,
  { cloud, world, isJson }: { readonly cloud: Cloud; readonly world: World; readonly isJson: boolean },
): Promise<Job> {
  const { say, paint } = voiceOf(world, isJson);
  const signal = world.interrupted;
  const store = await cloud.store();
  const uris = dataOfTrainer(plan)?.filter((uri) => uri.startsWith('gs://')) ?? dataUris(plan);
  const [data, fit] = await Promise.all([findData(uris, store, signal), lookAtBucket(cloud, signal)]);
  if (fit.fit === 'not-mountable' && plan.options.bootstrap === 'mount')
    throw new ConfigError([{ where: '--bucket', what: fit.what, fix: fit.fix }]);
  const note =
    fit.fit === 'far' && !cloud.isLocal ? `${fit.what}, and every byte crosses regions; ${fit.fix}` : undefined;
  const facts = [...describePlan(plan, { data, isLocal: cloud.isLocal }), ['note', note] as const];
  say(`${paint.bold('plan')}\n${formatFacts(facts).join('\n')}\n`);
  const manifest = packageManifestOf(bundle.manifest, plan.git);
  const uploaded = await uploadPackage(store, { uri: bundleUri(plan), bundle, manifest, signal });
  say(uploaded.isNew ? `uploaded ${uploaded.uri}\n` : 'the package is in the bucket already; nothing to upload\n');
  const warn = (text: string): void => world.err(`${paintOf(world.errors.hasColour).warn(text)}\n`);
  const api = await cloud.jobs();
  const job = await createJob(api, {
    parent: cloud.parent,
    request: customJobOf(plan),
    place: cloud,
    world,
    say: warn,
  });
  say(`submitted ${paint.accent(job.name)}\n`);
  return job;
}

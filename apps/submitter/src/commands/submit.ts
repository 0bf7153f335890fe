import { type Cloud, withCloud } from '../cloud/cloud.ts';
import type { Job } from '../cloud/jobs-api.ts';
import { lookAtBucket } from '../cloud/look-at-bucket.ts';
import type { Command } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { createJob } from '../job/create-job.ts';
import { describePlan } from '../job/describe-plan.ts';
import { findData } from '../job/find-data.ts';
import { jobJson } from '../job/job-json.ts';
import { defaultJobName } from '../job/job-name.ts';
import { customJobOf } from '../job/job-spec.ts';
import { readJobOptions } from '../job/read-job-options.ts';
import { bundleUri, dataOfTrainer, dataUris, type SubmitPlan } from '../job/submit-plan.ts';
import { formatHints, hintsWhileRunning } from '../output/hints.ts';
import { paintOf } from '../output/paint.ts';
import { formatFacts } from '../output/table.ts';
import type { Bundle } from '../package/bundle.ts';
import { gitStateOf } from '../package/git-state.ts';
import { packageManifestOf } from '../package/package-manifest.ts';
import { uploadPackage } from '../package/upload-package.ts';
import { isOn } from '../settings/inputs.ts';
import { readPlace } from '../settings/place.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';
import { announce, refuseProblems } from './announce.ts';
import { readBundleInUse } from './bundle-in-use.ts';
import { followToEnd } from './follow-to-end.ts';
import { inputsOf } from './with-job.ts';

const LOCAL = { bucket: 'local-bucket', project: 'local-project' };

/** `submitter submit`: packages the trainer, sends the job, follows it to its end. */
export async function submit(command: Command, world: World): Promise<number> {
  const inputs = inputsOf(command, world);
  const isJson = isOn(inputs, 'json');
  const place = readPlace(inputs);
  const jobName = defaultJobName(world.now(), world.randomHex(6));
  const options = readJobOptions(inputs, { region: place.region, jobName, trainerArgs: command.rest });
  const bundle = await readBundleInUse(inputs, world);
  refuseProblems(inputs);
  if (bundle === undefined) throw new RangeError('submit: a bundle that is missing is a problem');
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
  if (isOn(inputs, 'dry-run')) {
    announce(place, world, { isJson: true });
    const plan = planIn({ bucket: place.bucket ?? LOCAL.bucket, project: place.project ?? LOCAL.project });
    world.out(`${JSON.stringify(customJobOf(plan), null, 2)}\n`);
    return EXIT.fine;
  }
  announce(place, world, { isJson });
  return await withCloud(place, world, async (cloud) => {
    const job = await send(planIn(cloud), bundle, { cloud, world, isJson });
    if (isOn(inputs, 'stream-logs', true)) return await followToEnd(job, { cloud, world, isJson });
    if (isJson) world.out(`${JSON.stringify(jobJson(job, cloud), null, 2)}\n`);
    else {
      const look = { paint: paintOf(world.terminal.hasColour), flags: cloud.flags };
      world.out(`${formatHints(hintsWhileRunning(job.id), look).join('\n')}\n`);
    }
    return EXIT.fine;
  });
}

/** Looks the data up, says what is about to happen, uploads the package, creates the job. */
async function send(
  plan: SubmitPlan,
  bundle: Bundle,
  { cloud, world, isJson }: { readonly cloud: Cloud; readonly world: World; readonly isJson: boolean },
): Promise<Job> {
  const paint = paintOf(world.terminal.hasColour);
  const tell = isJson ? world.err : world.out;
  const signal = world.interrupted;
  const store = await cloud.store();
  const uris = dataOfTrainer(plan)?.filter((uri) => uri.startsWith('gs://')) ?? dataUris(plan);
  const [data, fit] = await Promise.all([findData(uris, store, signal), lookAtBucket(cloud, signal)]);
  if (fit.fit === 'not-mountable' && plan.options.bootstrap === 'mount')
    throw new UsageError([`${fit.what}; ${fit.fix}`]);
  const note =
    fit.fit === 'far' && !cloud.isLocal ? `${fit.what}, and every byte crosses regions; ${fit.fix}` : undefined;
  const facts = [...describePlan(plan, { data, isLocal: cloud.isLocal }), ['note', note] as const];
  tell(`${paint.bold('plan')}\n${formatFacts(facts).join('\n')}\n`);
  const manifest = packageManifestOf(bundle.manifest, plan.git);
  const uploaded = await uploadPackage(store, { uri: bundleUri(plan), bundle, manifest, signal });
  tell(uploaded.isNew ? `uploaded ${uploaded.uri}\n` : 'the package is in the bucket already; nothing to upload\n');
  const say = (text: string): void => world.err(`${paint.warn(text)}\n`);
  const api = await cloud.jobs();
  const job = await createJob(api, { parent: cloud.parent, request: customJobOf(plan), place: cloud, world, say });
  tell(`submitted ${paint.accent(job.name)}\n`);
  return job;
}

import { join } from 'node:path';
import { ConfigError, EXIT, flag, LOCAL_BUCKET, LOCAL_PROJECT, paintOf } from '@taxifare/console';
import { StorageError } from '@taxifare/gcs';
import { type Cloud, withCloud } from '../cloud/cloud.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import { vertexOrigin } from '../cloud/rest-api.ts';
import { checkData } from '../data/check-data.ts';
import { jobJson } from '../job/job-json.ts';
import { defaultJobName } from '../job/job-name.ts';
import { customJobOf } from '../job/job-spec.ts';
import { JOB_OPTIONS, jobOptionsOf, problemsOfJob } from '../job/read-job-options.ts';
import { sendJob } from '../job/send-job.ts';
import type { SubmitPlan } from '../job/submit-plan.ts';
import { commandOf } from '../job/trainer-command.ts';
import { formatHints, hintsWhileRunning } from '../output/hints.ts';
import { readBundle } from '../package/bundle.ts';
import { gitStateOf } from '../package/git-state.ts';
import { refuseOlderNode } from '../package/node-in-image.ts';
import { refuseTrainerOptions } from '../package/refuse-trainer-options.ts';
import { type Place, POLL_OPTIONS } from '../settings/place.ts';
import { warningsOf } from '../settings/warnings.ts';
import type { World } from '../world.ts';
import { announce } from './announce.ts';
import { BUNDLE_OPTIONS, bundleFolderOf } from './bundle-in-use.ts';
import { cloudCommand } from './cloud-command.ts';
import { followToEnd } from './follow-to-end.ts';

/** `submitter submit`: packages the trainer, sends the job, follows it to its end. */
export const SUBMIT = cloudCommand({
  about:
    'Package the trainer, run it as a job, follow it to its end. What stands after -- is for the trainer: options of a ' +
    'training, or predict --data gs://… --output gs://… to predict a file.',
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
    const jobName = defaultJobName(world.now(), { does: commandOf(rest), randomHex: world.randomHex(6) });
    const options = jobOptionsOf(values, { region: place.region, jobName, trainerArgs: rest });
    const folder = bundleFolderOf(values, world);
    const bundle = await readBundle(folder);
    const warn = (text: string): void => world.err(`${paintOf(world.errors.hasColour).warn(text)}\n`);
    const git = await gitStateOf(world.repository);
    const { manifest } = bundle;
    refuseOlderNode(options.image, manifest);
    if (rest.length > 0) {
      const trainer = { file: join(folder, manifest.file), node: world.node, signal: world.stopped };
      await refuseTrainerOptions(rest, trainer);
    }
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
      for (const text of warningsOf({ ...options, region: place.region })) warn(text);
      await lookAtData(place, world, { planIn, warn });
      const plan = planIn({ bucket: place.bucket ?? LOCAL_BUCKET, project: place.project ?? LOCAL_PROJECT });
      world.err(`POST ${vertexOrigin(place)}/v1/projects/${plan.project}/locations/${plan.region}/customJobs\n`);
      world.out(`${JSON.stringify(customJobOf(plan), null, 2)}\n`);
      return EXIT.fine;
    }
    announce(place, world, { isJson });
    for (const text of warningsOf({ ...options, region: place.region })) warn(text);
    return await withCloud(place, world, async (cloud) => {
      const job = await sendJob(planIn(cloud), bundle, { cloud, world, isJson, warn });
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

interface LookOptions {
  readonly planIn: (cloud: Cloud) => SubmitPlan;
  readonly warn: (text: string) => void;
}

/**
 * The data of a dry run is looked at where that can be done: a plan may be made before there are credentials, or offline.
 * The cloud on this machine is not started for it.
 */
async function lookAtData(place: Place, world: World, { planIn, warn }: LookOptions): Promise<void> {
  if (place.bucket === undefined) return;
  const refusals: ConfigError[] = [];
  try {
    await withCloud(place, world, async (cloud) => {
      await checkData(planIn(cloud), { store: await cloud.store(), world }).catch((error: unknown) => {
        if (!(error instanceof ConfigError)) throw error;
        refusals.push(error);
      });
    });
  } catch (error) {
    if (world.interrupted.aborted) throw error;
    if (!(error instanceof ConfigError || error instanceof StorageError || error instanceof CloudError)) throw error;
    warn(`the data was not looked at: ${error.message}`);
  }
  for (const refusal of refusals) throw refusal;
}

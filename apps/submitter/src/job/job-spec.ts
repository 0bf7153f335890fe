import type { CustomJobRequest, CustomJobSpec, Scheduling, WorkerPoolSpec } from '../cloud/custom-job.ts';
import { CEILING, OWN_VARIABLES } from '../settings/variables.ts';
import { startOf } from './bootstrap.ts';
import { dataUris, outputUri, type SubmitPlan } from './submit-plan.ts';
import { commandOf, completeArgs, DOES_LABEL } from './trainer-command.ts';

export const APP_LABEL = 'simpletaxifare';

/** The request for a plan: a pure function, so that a dry run prints exactly what a submit sends. */
export function customJobOf(plan: SubmitPlan): CustomJobRequest {
  const { options } = plan;
  const pool = (replicas: number): WorkerPoolSpec => ({
    machineSpec: { machineType: options.machineType.name },
    replicaCount: String(replicas),
    diskSpec: { bootDiskType: options.diskType, bootDiskSizeGb: options.diskSizeGb },
    containerSpec: containerOf(plan),
  });
  return {
    displayName: options.jobName,
    labels: { ...options.labels, ...ownLabels(plan) },
    jobSpec: {
      // Pool 0 is the primary and always one; the workers are pool 1.
      workerPoolSpecs: options.replicas > 1 ? [pool(1), pool(options.replicas - 1)] : [pool(1)],
      scheduling: schedulingOf(plan),
      baseOutputDirectory: { outputUriPrefix: outputUri(plan) },
      ...(options.serviceAccount && { serviceAccount: options.serviceAccount }),
      ...(options.network && { network: options.network }),
      ...(options.persistentResource && { persistentResourceId: options.persistentResource }),
      ...(options.webAccess && { enableWebAccess: true }),
    },
    ...(options.kmsKey && { encryptionSpec: { kmsKeyName: options.kmsKey } }),
  };
}

function containerOf(plan: SubmitPlan): WorkerPoolSpec['containerSpec'] {
  const { options } = plan;
  const start = startOf(plan);
  const data = dataUris(plan).flatMap((uri) => ['--data', uri]);
  const ceiling = options.maxCostUsd === undefined ? {} : { [CEILING]: String(options.maxCostUsd) };
  const env = { BUCKET_NAME: plan.bucket, REGION: plan.region, ...ceiling, ...options.env };
  return {
    imageUri: options.image,
    command: start.command,
    args: [...start.args, ...data, ...completeArgs(options.trainerArgs, plan.bucket)],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  };
}

/** The names of the variables that were asked for. */
export function variablesOf({ workerPoolSpecs: [pool] }: CustomJobSpec): readonly string[] {
  return (pool?.containerSpec.env ?? []).map(({ name }) => name).filter((name) => !OWN_VARIABLES.includes(name));
}

export function ceilingUsdOf({ workerPoolSpecs: [pool] }: CustomJobSpec): string | undefined {
  return pool?.containerSpec.env.find(({ name }) => name === CEILING)?.value;
}

function schedulingOf({ options }: SubmitPlan): Scheduling {
  return {
    timeout: `${options.timeoutSeconds}s`,
    ...(options.spot && { strategy: 'SPOT' as const }),
    ...(options.restartOnWorkerRestart && { restartJobOnWorkerRestart: true }),
    ...(options.disableRetries && { disableRetries: true }),
  };
}

function ownLabels(plan: SubmitPlan): Readonly<Record<string, string>> {
  const does = commandOf(plan.options.trainerArgs);
  const git = plan.git && `${plan.git.commit.slice(0, 12)}${plan.git.dirty ? '-dirty' : ''}`;
  return {
    app: APP_LABEL,
    // A label holds 63 characters, a SHA-256 has 64.
    bundle_sha: plan.bundle.sha256.slice(0, 63),
    ...(git && { git_sha: git }),
    ...(does !== 'train' && { [DOES_LABEL]: does }),
    submit_id: plan.submitId,
  };
}

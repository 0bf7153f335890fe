import { formatBytes } from '@taxifare/console';
import type { FoundData } from '../data/find-data.ts';
import { describeJobCost } from '../money/job-cost.ts';
import { describeStandingCost } from '../money/standing-cost.ts';
import { describeLabels, describeLimit, describeRestarts } from './describe-settings.ts';
import type { Pool } from './standing-machines.ts';
import { bundleUri, outputUri, type SubmitPlan } from './submit-plan.ts';
import { commandOf, completeArgs, textAfter } from './trainer-command.ts';

/** What is about to be sent, as `label, text` pairs: what, where, which image, which data, what it may cost. */
export function describePlan(
  plan: SubmitPlan,
  {
    data,
    isLocal,
    machines: standing,
  }: {
    readonly data: readonly FoundData[];
    readonly isLocal: boolean;
    /** The pool of the persistent resource, where there is one. */
    readonly machines?: Pool | undefined;
  },
): readonly (readonly [string, string | undefined])[] {
  const { options } = plan;
  const git = plan.git && `commit ${plan.git.commit.slice(0, 12)}${plan.git.dirty ? ' and uncommitted changes' : ''}`;
  const predictions =
    commandOf(options.trainerArgs) === 'predict' ? textAfter(options.trainerArgs, 'output') : undefined;
  const { name, cpus, memoryGb } = options.machineType;
  const size = memoryGb === undefined ? `${cpus} CPUs` : `${cpus} CPUs, ${memoryGb} GB`;
  const machines = `${options.replicas} x ${name} (${size}), ${options.diskSizeGb} GB ${options.diskType}`;
  return [
    ['job', options.jobName],
    [
      'code',
      `trainer.mjs, ${formatBytes(plan.bundle.bytes)}, sha256 ${plan.bundle.sha256.slice(0, 12)}${git ? `, ${git}` : ''}`,
    ],
    ['from', bundleUri(plan)],
    ['image', `${options.image}${options.bootstrap === 'download' ? ', bundle downloaded and checked' : ''}`],
    ['data', data.map(describeData).join(', ') || undefined],
    ['does', predictions && `predicts, by ${textAfter(completeArgs(options.trainerArgs, plan.bucket), 'model')}`],
    ['output', predictions ?? `${outputUri(plan)}/model/`],
    ['machines', `${machines} in ${plan.region}${options.spot ? ', spot' : ''}`],
    ['on', options.persistentResource && `the persistent resource ${options.persistentResource}`],
    ['at most', `${describeLimit(options.timeoutSeconds, options.maxCostUsd)}, then it is stopped`],
    ['restarts', describeRestarts({ ...options, restartJobOnWorkerRestart: options.restartOnWorkerRestart })],
    ['account', options.serviceAccount],
    ['network', options.network],
    ['key', options.kmsKey],
    ['labels', describeLabels(Object.entries(options.labels))],
    ['variables', Object.keys(options.env).join(' ') || undefined],
    ['shell', options.webAccess ? 'in the running job; status shows its address' : undefined],
    [
      'options',
      options.trainerArgs.length > 0 ? options.trainerArgs.map((arg) => JSON.stringify(arg)).join(' ') : undefined,
    ],
    ['cost', isLocal ? 'nothing, it runs on this machine' : costOf(plan, standing)],
  ];
}

function costOf({ options, region }: SubmitPlan, standing: Pool | undefined): string {
  if (standing !== undefined) {
    return `nothing more than its machines cost anyway: ${describeStandingCost(standing.machine, region, standing.count)}`;
  }
  return describeJobCost({ ...options, machine: options.machineType.name, region });
}

function describeData({ uri, objects, bytes }: FoundData): string {
  if (objects === undefined) return `${uri} (not readable by you; the job's account has to read it)`;
  return `${uri} (${objects === 1 ? '' : `${objects} objects, `}${formatBytes(bytes)})`;
}

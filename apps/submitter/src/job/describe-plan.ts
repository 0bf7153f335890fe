import { formatBytes, formatSpan } from '@taxifare/console';
import { describeJobCost } from '../money/job-cost.ts';
import type { FoundData } from './find-data.ts';
import { bundleUri, outputUri, type SubmitPlan } from './submit-plan.ts';

/** What is about to be sent, as `label, text` pairs: what, where, which image, which data, what it may cost. */
export function describePlan(
  plan: SubmitPlan,
  {
    data,
    isLocal,
  }: {
    readonly data: readonly FoundData[];
    readonly isLocal: boolean;
  },
): readonly (readonly [string, string | undefined])[] {
  const { options } = plan;
  const git = plan.git && `commit ${plan.git.commit.slice(0, 12)}${plan.git.dirty ? ' and uncommitted changes' : ''}`;
  const machines = `${options.replicas} x ${options.machineType.name} (${options.machineType.cpus} CPUs, ${options.machineType.memoryGb} GB)`;
  return [
    ['job', options.jobName],
    [
      'code',
      `trainer.mjs, ${formatBytes(plan.bundle.bytes)}, sha256 ${plan.bundle.sha256.slice(0, 12)}${git ? `, ${git}` : ''}`,
    ],
    ['from', bundleUri(plan)],
    ['image', `${options.image}${options.bootstrap === 'download' ? ', bundle downloaded and checked' : ''}`],
    ['data', data.map(describeData).join(', ') || undefined],
    ['output', `${outputUri(plan)}/model/`],
    ['machines', `${machines} in ${plan.region}${options.spot ? ', spot' : ''}`],
    ['at most', `${formatSpan(options.timeoutSeconds * 1000)}, then it is stopped`],
    [
      'options',
      options.trainerArgs.length > 0 ? options.trainerArgs.map((arg) => JSON.stringify(arg)).join(' ') : undefined,
    ],
    [
      'cost',
      isLocal
        ? 'nothing, it runs on this machine'
        : describeJobCost({ ...options, machine: options.machineType.name, region: plan.region }),
    ],
  ];
}

function describeData({ uri, objects, bytes }: FoundData): string {
  if (objects === undefined) return `${uri} (not readable by you; the job's account has to read it)`;
  return `${uri} (${objects === 1 ? '' : `${objects} objects, `}${formatBytes(bytes)})`;
}

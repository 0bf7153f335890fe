import { type CustomJob, jobIdOf } from './custom-job.ts';

/** A replica's place among the job's. */
export interface ReplicaPlace {
  readonly pool: number;
  readonly index: number;
}

/** Real ones are numbers as well. */
const PROJECT_NUMBER = '1';
const PORT = 2222;

export function taskNameOf({ pool, index }: ReplicaPlace): string {
  return `workerpool${pool}-${index}`;
}

/** All of a job's replicas, in order. */
export function placesOf({ jobSpec }: CustomJob): readonly ReplicaPlace[] {
  return jobSpec.workerPoolSpecs.flatMap(({ replicaCount, containerSpec }, pool) =>
    Array.from({ length: containerSpec === undefined ? 0 : Number(replicaCount ?? '1') }, (_, index) => ({
      pool,
      index,
    })),
  );
}

/** What a container finds in its environment: the documented variables, then the job's own, and what leads to this cloud. */
export function replicaEnvironment(
  job: CustomJob,
  place: ReplicaPlace,
  cloud: Readonly<Record<string, string>>,
): Record<string, string> {
  const base = job.jobSpec.baseOutputDirectory?.outputUriPrefix.replace(/\/$/, '');
  const own: Record<string, string> = {
    CLOUD_ML_PROJECT_ID: PROJECT_NUMBER,
    CLOUD_ML_JOB_ID: jobIdOf(job),
    CLUSTER_SPEC: JSON.stringify(clusterOf(job, place)),
    ...(base === undefined
      ? {}
      : {
          AIP_MODEL_DIR: `${base}/model/`,
          AIP_CHECKPOINT_DIR: `${base}/checkpoints/`,
          AIP_TENSORBOARD_LOG_DIR: `${base}/logs/`,
        }),
    ...(placesOf(job).length > 1 ? { TF_CONFIG: JSON.stringify(tensorflowConfigOf(job, place)) } : {}),
  };
  const { env = [] } = job.jobSpec.workerPoolSpecs[place.pool]?.containerSpec ?? {};
  for (const { name, value } of env) own[name] = expanded(value, own);
  return { ...own, ...cloud };
}

/**
 * `$(NAME)` is another variable's value, `$$` one `$` (Vertex AI API, EnvVar, whose words are those of Kubernetes:
 * `third_party/forked/golang/expansion`).
 */
function expanded(value: string, known: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$|\$\(([^)]*)\)/g, (text, name?: string) =>
    name === undefined ? '$' : (known[name] ?? text),
  );
}

/** The form of CLUSTER_SPEC ("Distributed training", Vertex AI documentation). */
function clusterOf(job: CustomJob, { pool, index }: ReplicaPlace): unknown {
  const cluster: Record<string, string[]> = {};
  for (const place of placesOf(job)) {
    const name = `workerpool${place.pool}`;
    cluster[name] ??= [];
    cluster[name].push(`cmle-training-${name}-${jobIdOf(job).slice(-6)}-${place.index}:${PORT}`);
  }
  return {
    cluster,
    environment: 'cloud',
    task: { type: `workerpool${pool}`, index },
    job: JSON.stringify(job.jobSpec),
  };
}

function tensorflowConfigOf(job: CustomJob, { pool, index }: ReplicaPlace): unknown {
  const roles = ['chief', 'worker', 'ps', 'evaluator'];
  const cluster: Record<string, string[]> = {};
  for (const place of placesOf(job)) {
    const role = roles[place.pool] ?? 'worker';
    cluster[role] ??= [];
    cluster[role].push(`cmle-training-workerpool${place.pool}-${place.index}:${PORT}`);
  }
  return { cluster, task: { type: roles[pool] ?? 'worker', index, cloud: jobIdOf(job) } };
}

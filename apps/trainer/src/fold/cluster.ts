import type { Problem } from '@taxifare/console';

/** Which of a job's replicas this process is. Alone: replica 0 of 1. The primary (worker pool 0) is replica 0. */
export interface Cluster {
  readonly replica: number;
  readonly replicas: number;
  /** The name under which the platform's log knows a replica: `workerpool1-0`. */
  readonly taskNames: readonly string[];
}

const ALONE: Cluster = { replica: 0, replicas: 1, taskNames: ['workerpool0-0'] };

/**
 * Reads Vertex AI's CLUSTER_SPEC ("Distributed training", Vertex AI documentation): the addresses of every worker pool's
 * replicas, and this task's pool and index. Pools count in the order of their numbers; all of their replicas do our work.
 */
export function clusterOf(spec: string | undefined, problems: Problem[]): Cluster {
  if (spec === undefined) return ALONE;
  try {
    const { cluster, task }: ClusterSpec = JSON.parse(spec);
    const pools = Object.keys(cluster).sort((a, b) => Number(a.replace(/\D/g, '')) - Number(b.replace(/\D/g, '')));
    const taskNames = pools.flatMap((pool) => (cluster[pool] ?? []).map((_, index) => `${pool}-${index}`));
    const replica = taskNames.indexOf(`${task.type}-${task.index}`);
    if (replica >= 0) return { replica, replicas: taskNames.length, taskNames };
  } catch {
    // Said below: what the variable holds is not the documented form.
  }
  const fix = 'leave it to Vertex AI';
  problems.push({ where: 'CLUSTER_SPEC', what: 'not the form that Vertex AI documents', got: spec, fix });
  return ALONE;
}

interface ClusterSpec {
  readonly cluster: Readonly<Record<string, readonly string[]>>;
  readonly task: { readonly type: string; readonly index: number };
}

import type { ModelSet } from '../job/model-set.ts';

/** What the registry says of a version: formula, fit, the hash that names the set, the run. */
export function describeVersion({ model, run, sha256 }: ModelSet): string {
  const { metrics, formula } = model;
  const { train } = Object(metrics) as Json;
  const { rows, rmseUsd } = Object(train) as Json;
  const { job, code } = Object(run) as Json;
  const { id } = Object(job) as Json;
  const { gitCommit } = Object(code) as Json;
  const commit = typeof gitCommit === 'string' ? `commit ${gitCommit.slice(0, 12)}` : undefined;
  const by = [id === undefined || id === null ? 'a run at home' : `job ${String(id)}`, commit];
  return [
    String(formula ?? 'no formula'),
    typeof rmseUsd === 'number' ? `RMSE ${rmseUsd.toFixed(2)} USD on ${String(rows)} rows` : undefined,
    `model.json sha256 ${sha256}`,
    by.filter((text) => text !== undefined).join(', '),
  ]
    .filter((text) => text !== undefined)
    .join('; ');
}

type Json = Readonly<Record<string, unknown>>;

/** Whether a version's description is of that set. */
export function isOfSet(description: string, sha256: string): boolean {
  return description.includes(`model.json sha256 ${sha256}`);
}

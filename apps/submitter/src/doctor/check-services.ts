import { apiErrorOf } from '../cloud/api-error.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { explainApiError } from '../cloud/explain-api-error.ts';
import type { JobsApi } from '../cloud/jobs-api.ts';
import type { CallPlace } from '../cloud/refusals/refusal.ts';
import type { Check } from './check.ts';

/** Nothing is that late: the question costs one read and brings no line. */
const NO_LINES = 'resource.type="ml_job" AND timestamp>="2100-01-01T00:00:00Z"';

/** Vertex AI in the region: reachable, enabled, and its jobs may be listed. */
export async function checkJobs(api: JobsApi, cloud: Cloud, signal: AbortSignal): Promise<Check> {
  const name = 'vertex ai';
  try {
    await api.list(cloud.parent, { limit: 1 }, signal);
    return { name, result: 'fine', found: `jobs of ${cloud.region} can be listed` };
  } catch (error) {
    if (signal.aborted) throw error;
    return refused(name, error, cloud);
  }
}

/** Cloud Logging: reachable, enabled, and its lines may be read. */
export async function checkLogs(api: JobsApi, cloud: Cloud, signal: AbortSignal): Promise<Check> {
  const name = 'logs';
  try {
    await api.logs({ project: cloud.project, filter: NO_LINES, pageToken: undefined }, signal);
    return { name, result: 'fine', found: 'logs can be read' };
  } catch (error) {
    if (signal.aborted) throw error;
    return refused(name, error, { ...cloud, permission: 'logging.logEntries.list' });
  }
}

function refused(name: string, error: unknown, place: CallPlace): Check {
  const { what, hint } = explainApiError(name, apiErrorOf(error), place);
  return { name, result: 'wrong', found: what, fix: hint };
}

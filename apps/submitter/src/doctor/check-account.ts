import type { AuthClient } from 'google-auth-library';
import { roleFor } from '../cloud/role-for.ts';
import type { Check } from './check.ts';

const NEEDED = [
  'aiplatform.customJobs.create',
  'aiplatform.customJobs.get',
  'aiplatform.customJobs.list',
  'aiplatform.customJobs.cancel',
  'logging.logEntries.list',
];
const TIMEOUT_MS = 10_000;

/**
 * What this account may do in the project, by Resource Manager's `projects.testIamPermissions`. Where that cannot be
 * asked (its API is often switched off) the answer is unknown, and the other checks say what they meet.
 */
export async function checkAccount(
  client: AuthClient,
  project: string,
  { signal, origin = 'https://cloudresourcemanager.googleapis.com' }: { signal: AbortSignal; origin?: string },
): Promise<Check> {
  const name = 'account';
  try {
    const { data } = await client.request<{ readonly permissions?: readonly string[] }>({
      url: `${origin}/v1/projects/${encodeURIComponent(project)}:testIamPermissions`,
      method: 'POST',
      data: { permissions: NEEDED },
      timeout: TIMEOUT_MS,
      signal,
    });
    const lacking = NEEDED.filter((permission) => !data.permissions?.includes(permission));
    if (lacking.length === 0) return { name, result: 'fine', found: 'may run jobs and read their logs' };
    const roles = [...new Set(lacking.map(roleFor))].join(' and ');
    return { name, result: 'wrong', found: `lacking ${lacking.join(', ')}`, fix: `ask for ${roles} in ${project}` };
  } catch (error) {
    if (signal.aborted) throw error;
    const fix = `gcloud services enable cloudresourcemanager.googleapis.com --project ${project} lets it be asked`;
    return { name, result: 'unknown', found: 'what it may do in the project cannot be asked', fix };
  }
}

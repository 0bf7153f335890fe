/** A job's page in the Google Cloud console. */
export function jobConsoleUrl(jobName: string): string {
  const [, project, , location, , id] = jobName.split('/');
  return `https://console.cloud.google.com/agent-platform/locations/${location}/training/${id}?project=${project}`;
}

/** A job's lines in the Logs Explorer. */
export function logsConsoleUrl(project: string, jobId: string): string {
  const query = `resource.type="ml_job"\nresource.labels.job_id="${jobId}"`;
  return `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(query)}?project=${project}`;
}

export function quotaConsoleUrl(project: string): string {
  return `https://console.cloud.google.com/iam-admin/quotas?project=${project}`;
}

import { readJsonObject, sendJson } from '../http/json-body.ts';
import type { Call, Route } from '../http/routes.ts';
import type { JobService } from './job-service.ts';

const JOBS = '/v1/projects/{project}/locations/{location}/customJobs';
const JOB = `${JOBS}/{job}`;

/** The REST form of JobService. */
export function jobRoutes(jobs: JobService): readonly Route[] {
  return [
    [
      'POST',
      JOBS,
      async ({ request, response }, ...place) =>
        sendJson(response, 200, jobs.create(parentOf(place), await readJsonObject(request))),
    ],
    ['GET', JOBS, (call, ...place) => list(call, parentOf(place))],
    [
      'POST',
      `${JOB}:cancel`,
      ({ response }, ...place) => {
        jobs.cancel(nameOf(place));
        sendJson(response, 200, {});
      },
    ],
    ['GET', JOB, ({ response }, ...place) => sendJson(response, 200, jobs.get(nameOf(place)))],
    [
      'DELETE',
      JOB,
      async ({ response }, ...place) => {
        await jobs.delete(nameOf(place));
        sendJson(response, 200, {
          name: `${parentOf(place)}/operations/${place[2]}`,
          done: true,
          response: { '@type': 'type.googleapis.com/google.protobuf.Empty' },
        });
      },
    ],
  ];

  function list({ response, url }: Call, parent: string): void {
    const query = url.searchParams;
    const { customJobs, nextPageToken } = jobs.list({
      parent,
      filter: query.get('filter') ?? undefined,
      pageSize: Number(query.get('pageSize') ?? query.get('page_size') ?? 0),
      pageToken: query.get('pageToken') ?? undefined,
    });
    sendJson(response, 200, { customJobs, ...(nextPageToken === '' ? {} : { nextPageToken }) });
  }
}

function parentOf([project, location]: readonly string[]): string {
  return `projects/${project}/locations/${location}`;
}

function nameOf(place: readonly string[]): string {
  return `${parentOf(place)}/customJobs/${place[2]}`;
}

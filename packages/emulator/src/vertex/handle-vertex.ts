import { rpcApiError } from '../api-error.ts';
import type { HttpHandler } from '../http-server.ts';
import { readJsonObject, sendJson } from '../json-body.ts';
import { listEntries } from '../logging/list-entries.ts';
import type { LogStore } from '../logging/log-store.ts';
import type { JobService } from './job-service.ts';

/** The REST form of JobService and of Logging's `entries.list`. */
export function createRestHandler(jobs: JobService, logs: LogStore): HttpHandler {
  return async (request, response, url) => {
    const path = decodeURIComponent(url.pathname);
    const { method } = request;
    if (path === '/v2/entries:list' && method === 'POST') {
      const { filter, orderBy, pageSize, pageToken } = await readJsonObject(request);
      const page = listEntries(logs.entries(), {
        filter: textOf(filter),
        orderBy: textOf(orderBy),
        pageSize: Number(pageSize ?? 0),
        pageToken: textOf(pageToken),
      });
      sendJson(response, 200, page.nextPageToken === '' ? { entries: page.entries } : page);
      return true;
    }
    const [, parent, id, verb] =
      /^\/v1\/(projects\/[^/]+\/locations\/[^/]+)\/customJobs(?:\/([^/:]+)(?::(\w+))?)?$/.exec(path) ?? [];
    if (parent === undefined) return false;
    if (id === undefined) {
      if (method === 'POST') {
        sendJson(response, 200, jobs.create(parent, await readJsonObject(request)));
        return true;
      }
      const query = url.searchParams;
      const pageSize = Number(query.get('pageSize') ?? query.get('page_size') ?? 0);
      const filter = query.get('filter') ?? undefined;
      const { customJobs, nextPageToken } = jobs.list({
        parent,
        filter,
        pageSize,
        pageToken: query.get('pageToken') ?? undefined,
      });
      sendJson(response, 200, { customJobs, ...(nextPageToken === '' ? {} : { nextPageToken }) });
      return true;
    }
    const name = `${parent}/customJobs/${id}`;
    if (verb === 'cancel' && method === 'POST') {
      jobs.cancel(name);
      sendJson(response, 200, {});
    } else if (verb !== undefined) return false;
    else if (method === 'GET') sendJson(response, 200, jobs.get(name));
    else if (method === 'DELETE') {
      await jobs.delete(name);
      sendJson(response, 200, {
        name: `${parent}/operations/${id}`,
        done: true,
        response: { '@type': 'type.googleapis.com/google.protobuf.Empty' },
      });
    } else throw rpcApiError(405, 'UNIMPLEMENTED', `Method ${method} is not allowed here.`);
    return true;
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

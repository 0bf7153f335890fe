import { readJsonObject, sendJson } from '../http/json-body.ts';
import type { Route } from '../http/routes.ts';
import { listEntries } from './list-entries.ts';
import type { LogStore } from './log-store.ts';

/** Cloud Logging, as far as reading goes. */
export function logRoutes(logs: LogStore): readonly Route[] {
  return [
    [
      'GET',
      '/v2/projects/{project}/logs',
      ({ response }, project = '') => {
        const names = logs.entries().map(({ logName }) => logName);
        const logNames = [...new Set(names)].filter((name) => name.startsWith(`projects/${project}/logs/`)).sort();
        sendJson(response, 200, { logNames });
      },
    ],
    [
      'POST',
      '/v2/entries:list',
      async ({ request, response }) => {
        const { filter, orderBy, pageSize, pageToken } = await readJsonObject(request);
        const page = listEntries(logs.entries(), {
          filter: textOf(filter),
          orderBy: textOf(orderBy),
          pageSize: Number(pageSize ?? 0),
          pageToken: textOf(pageToken),
        });
        sendJson(response, 200, page.nextPageToken === '' ? { entries: page.entries } : page);
      },
    ],
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

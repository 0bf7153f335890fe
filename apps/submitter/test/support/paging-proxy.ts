/** A proxy in front of the local cloud whose lists come one entry a page, after a first page that is empty. */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PagingProxy {
  readonly url: string;
  /** How many pages were asked for, by the list's path. */
  readonly pages: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const FIRST = 'after-the-empty-page';
const LISTS = /\/(customJobs|models|endpoints|persistentResources|o)$|:listVersions$|\/entries:list$/;

export async function pagingProxy(upstream: string): Promise<PagingProxy> {
  const pages = new Map<string, number>();
  const target = new URL(upstream);
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://proxy');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    let body = Buffer.concat(chunks);
    const isLog = url.pathname.endsWith('/entries:list');
    if (LISTS.test(url.pathname) && (incoming.method === 'GET' || isLog)) {
      pages.set(url.pathname, (pages.get(url.pathname) ?? 0) + 1);
      const asked = isLog ? JSON.parse(body.toString()) : Object.fromEntries(url.searchParams);
      if (!asked.pageToken) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ nextPageToken: FIRST }));
        return;
      }
      const { pageToken, ...rest } = asked;
      const paged = { ...rest, ...(pageToken !== FIRST && { pageToken }), pageSize: 1, maxResults: 1 };
      if (isLog) body = Buffer.from(JSON.stringify(paged));
      else url.search = new URLSearchParams(paged).toString();
    }
    const { hostname, port } = target;
    const path = `${target.pathname.replace(/\/$/, '')}${url.pathname}${url.search}`;
    const { 'content-length': _, ...headers } = incoming.headers;
    const { method } = incoming;
    const options = { agent: false, hostname, port, path, method, headers: { ...headers, host: target.host } };
    const forwarded = send(options, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

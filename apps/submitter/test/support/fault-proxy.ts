/** A proxy on loopback in front of the local cloud that injects faults: what networks, proxies and services do. */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly type: string; readonly body: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'delay'; readonly ms: number };

/** Google's error body, google.rpc.Status over HTTP. */
export function refusing(status: number, code: string, message: string): Fault {
  const body = JSON.stringify({ error: { code: status, status: code, message } });
  return { kind: 'answer', status, type: 'application/json', body };
}

export interface Rule {
  readonly fault: Fault;
  /** The calls that it is for; all of them where it is absent. */
  readonly matches?: (method: string, path: string) => boolean;
  /** How often; for ever where it is absent. */
  readonly times?: number;
}

export interface FaultProxy {
  readonly url: string;
  /** What came through, or was held up: `POST /v1/…`. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export async function faultProxy(upstream: string, rule?: Rule): Promise<FaultProxy> {
  const calls: string[] = [];
  let left = rule?.times ?? Number.POSITIVE_INFINITY;
  const target = new URL(upstream);
  const server = createServer(async (incoming, response) => {
    const { method = 'GET', url = '/' } = incoming;
    calls.push(`${method} ${url}`);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      // Whoever asks was killed.
      return;
    }
    const isHit = rule !== undefined && left > 0 && (rule.matches?.(method, url) ?? true);
    if (isHit) left--;
    const fault = isHit ? rule.fault : undefined;
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'cut') {
      incoming.socket.destroy();
      return;
    }
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, { 'content-type': fault.type });
      response.end(fault.body);
      return;
    }
    if (fault?.kind === 'delay') await new Promise((passed) => setTimeout(passed, fault.ms).unref());
    const { hostname, port } = target;
    const path = `${target.pathname.replace(/\/$/, '')}${url}`;
    const forwarded = send(
      { agent: false, hostname, port, path, method, headers: { ...incoming.headers, host: target.host } },
      (answer) => {
        // An upload's session is spoken to through here too.
        const location = answer.headers.location?.replace(upstream, `http://${incoming.headers.host}`);
        response.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...(location && { location }) });
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    forwarded.end(Buffer.concat(chunks));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setImmediate as afterPoll, setTimeout as sleep } from 'node:timers/promises';

/** Time for which connections that seem idle stay open: a request may be on its way. */
const LINGER_MS = 1000;
/** Time that the last answer may take. */
const GRACE_MS = 10_000;
const LOOK_MS = 20;

/**
 * Stops a server without losing a request. For the lame-duck time it answers as before, new connections too: whoever sends
 * clients here has to notice first. Then it takes no new connection, and answers what comes on those that there are.
 * HTTP's own `close` would cut those that are idle as far as the server knows.
 */
export async function closeGently(server: Server, { lameDuckMs }: { readonly lameDuckMs: number }): Promise<void> {
  await sleep(lameDuckMs);
  // The connections that wait to be accepted are lost with the listener; right after the poll phase they are fewest.
  await afterPoll();
  const closed = new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  for (let waited = 0; waited < LINGER_MS && (await connectionsOf(server)) > 0; waited += LOOK_MS) await sleep(LOOK_MS);
  server.closeIdleConnections();
  await closed;
  clearTimeout(force);
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
}

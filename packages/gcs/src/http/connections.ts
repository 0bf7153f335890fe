import type { Connection, Peer } from './connection.ts';

/** More than a thread ever reads from at once. */
const MAX_IDLE = 8;

const idle = new Map<string, Connection[]>();

function keyOf({ isTls, host, port }: Peer): string {
  return `${isTls ? 'tls' : 'tcp'} ${host} ${port}`;
}

/** A connection that has been used and is idle; `undefined` where there is none. */
export function idleConnection(peer: Peer): Connection | undefined {
  const waiting = idle.get(keyOf(peer));
  for (let last = waiting?.pop(); last !== undefined; last = waiting?.pop()) {
    if (last.isIdle) return last;
    last.destroy();
  }
  return undefined;
}

/** Keeps a connection whose answer has been read to its end for the next request. */
export function keepConnection(peer: Peer, connection: Connection): void {
  const key = keyOf(peer);
  const waiting = (idle.get(key) ?? []).filter((other) => other.isIdle);
  if (!connection.isIdle || waiting.length >= MAX_IDLE) connection.destroy();
  else {
    connection.release();
    waiting.push(connection);
  }
  idle.set(key, waiting);
}

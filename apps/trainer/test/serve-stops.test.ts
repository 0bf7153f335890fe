import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AT_A_TIME, predict, serve } from './support/serve.ts';
import { type StartedServer, startServer } from './support/start-server.ts';
import { trainedFolder } from './support/trained-folder.ts';

/** `TAXIFARE_SERVE_ROUNDS=10 TAXIFARE_SERVE_REQUESTS=20000` is the soak. */
const ROUNDS = Number(process.env.TAXIFARE_SERVE_ROUNDS ?? 1);
const REQUESTS = Number(process.env.TAXIFARE_SERVE_REQUESTS ?? 2000);

const ONE = 'POST /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 17\r\n\r\n{"instances":[1]}';

describe('serve while it stops', () => {
  test('is not healthy, answers new connections too, and asks clients to go', async () => {
    const server = await serve(await trainedFolder(), ['--lame-duck', '1']);
    expect((await server.ask('GET', '/health')).status).toBe(200);
    server.stop();
    const stopMs = performance.now();
    let health = await server.ask('GET', '/health');
    while (health.status === 200) health = await server.ask('GET', '/health');
    expect([health.status, health.headers.connection]).toEqual([503, 'close']);
    expect(await server.sendRaw(ONE)).toMatch(/^HTTP\/1\.1 200/);
    expect(await server.ended).toContain('code 0');
    expect(performance.now() - stopMs).toBeGreaterThan(1000);
  });

  test(
    `loses none of ${REQUESTS} requests, ${AT_A_TIME} at a time, told to stop in the middle, ${ROUNDS} times`,
    async () => {
      const cwd = await trainedFolder();
      for (let round = 0; round < ROUNDS; round++) {
        // Longer than all requests take, on however slow a machine.
        const server = await serve(cwd, ['--lame-duck', '600']);
        const outcomes = await load(server, { requests: REQUESTS, halfWay: server.stop });
        expect(outcomes).toEqual(new Map([[200, REQUESTS]]));
        server.kill();
      }
      const [ours, bare] = [await timesOf(await serve(cwd)), await timesOf(await bareServer(cwd))];
      console.log(`${ROUNDS} rounds of ${REQUESTS}: all 200; serve ${ours}, the framework alone ${bare}`);
    },
    Math.max(60_000, ROUNDS * REQUESTS * 10),
  );

  test('cuts no connection that it has accepted, when the lame-duck time is over', async () => {
    const server = await serve(await trainedFolder(), ['--lame-duck', '0']);
    const outcomes = load(server, { requests: 600, halfWay: server.stop });
    // Answered, or never accepted.
    for (const outcome of (await outcomes).keys())
      expect([200, 'ECONNREFUSED on a new connection', 'ECONNRESET on a new connection']).toContain(outcome);
    expect(await server.ended).toContain('code 0');
  });
});

/** Asks so often, some at a time, and counts what came of it. */
async function load(
  server: StartedServer,
  { requests, halfWay, times }: { requests: number; halfWay?: () => void; times?: number[] },
): Promise<Map<unknown, number>> {
  const outcomes = new Map<unknown, number>();
  let asked = 0;
  const client = async () => {
    while (asked < requests) {
      asked += 1;
      if (asked === Math.floor(requests / 2)) halfWay?.();
      const startMs = performance.now();
      const outcome = await predict(server, `{"instances":[${asked / 10_000}]}`).then(
        ({ status }) => status,
        (error: Error) => error.message,
      );
      times?.push(performance.now() - startMs);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, client));
  return outcomes;
}

async function bareServer(cwd: string): Promise<StartedServer> {
  const program = fileURLToPath(new URL('support/bare-server.ts', import.meta.url));
  const server = await startServer([program], { cwd, sockets: AT_A_TIME });
  onTestFinished(server.kill);
  return server;
}

async function timesOf(server: StartedServer): Promise<string> {
  await load(server, { requests: REQUESTS });
  const times: number[] = [];
  await load(server, { requests: REQUESTS, times });
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)]?.toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

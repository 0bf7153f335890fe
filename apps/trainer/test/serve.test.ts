import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isContainer } from '../src/serve/is-container.ts';
import { BUNDLE, runTrainer } from './support/run-trainer.ts';
import { type StartedServer, startServer } from './support/start-server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { coefficientIn, trainedFolder, trainIn } from './support/trained-folder.ts';
import { distanceCsv } from './support/trips.ts';

/** `TAXIFARE_SERVE_ROUNDS=10 TAXIFARE_SERVE_REQUESTS=20000` is the soak. */
const ROUNDS = Number(process.env.TAXIFARE_SERVE_ROUNDS ?? 1);
const REQUESTS = Number(process.env.TAXIFARE_SERVE_REQUESTS ?? 2000);
const AT_A_TIME = 100;

async function serve(cwd: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const program = [BUNDLE, 'serve', '--model', 'model', '--port', '0', ...args];
  const server = await startServer(program, { cwd, env, sockets: AT_A_TIME });
  onTestFinished(server.kill);
  return server;
}

const predict = (server: StartedServer, body: unknown) =>
  server.ask('POST', '/predict', typeof body === 'string' ? body : JSON.stringify(body));

const PLACES = { pickup_latitude: 40.75, pickup_longitude: -73.98, dropoff_latitude: 40.78, dropoff_longitude: -73.95 };

describe('serve', () => {
  test('answers instances one for one, and names the wrong one among good ones', async () => {
    const cwd = await trainedFolder();
    const c = coefficientIn(cwd);
    const server = await serve(cwd, ['--lame-duck', '0']);
    expect(JSON.parse((await predict(server, { instances: [1, [2], { distance_km: 3 }] })).text)).toEqual({
      predictions: [c, 2 * c, 3 * c],
    });
    const good = Array.from({ length: 100 }, (_, i) => i / 10);
    const wrong = await predict(server, { instances: [...good, { pickup_latitude: 1 }] });
    expect([wrong.status, wrong.text]).toEqual([
      400,
      expect.stringContaining('instances[100]: wants distance_km, or all of'),
    ]);
    server.stop();
    expect(await server.ended).toMatch(/stopped: \d+ requests, 3 predictions[\s\S]*code 0$/);
  });

  test('gives predictions one shape: numbers, or objects where more is asked for', async () => {
    const server = await serve(await trainedFolder());
    const instances = [1, 80, PLACES, { ...PLACES, pickup_latitude: 44 }];
    const shapesOf = async (parameters?: unknown) => {
      const { status, text } = await predict(server, { instances, parameters });
      const { predictions } = JSON.parse(text) as { readonly predictions: readonly unknown[] };
      const keysOf = (one: unknown) => (typeof one === 'object' && one !== null ? Object.keys(one).join() : typeof one);
      return [status, ...new Set(predictions.map(keysOf))];
    };
    expect(await shapesOf()).toEqual([200, 'number']);
    expect(await shapesOf({})).toEqual([200, 'number']);
    expect(await shapesOf({ interval: true })).toEqual([200, 'fare_amount,interval95']);
    expect(await shapesOf({ warnings: true })).toEqual([200, 'fare_amount,warnings']);
    const { text } = await predict(server, { instances, parameters: { warnings: true } });
    expect(JSON.parse(text).predictions.map((one: { warnings: string[] }) => one.warnings)).toEqual([
      [],
      ["distance_km: beyond the 60 km that the model was trained on, got '80'"],
      [],
      [
        expect.stringContaining('pickup: outside the area'),
        expect.stringContaining('pickup to dropoff: beyond the 60 km'),
      ],
    ]);
  });

  test('takes distances, and refuses places, for a model of distances that the file has', async () => {
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'distances.csv'), distanceCsv(300));
    const distances = ['--distance-column', 'trip_distance', '--distance-unit', 'mi'];
    await runTrainer(['--data', 'distances.csv', ...distances, '--no-upload', '--output', 'model'], { cwd });
    const server = await serve(cwd);
    const c = coefficientIn(cwd);
    const answered = await predict(server, { instances: [1, [2], { distance_km: 3 }] });
    expect(JSON.parse(answered.text)).toEqual({ predictions: [c, 2 * c, 3 * c] });
    const refused = await predict(server, { instances: [1, PLACES] });
    expect([refused.status, JSON.parse(refused.text).error]).toEqual([
      400,
      'instances[1]: the model was trained on distances in trip_distance, not between places; give distance_km',
    ]);
  });

  test("keeps the contract of Vertex AI's containers, with a route that lacks its slash", async () => {
    const cwd = await trainedFolder();
    const server = await serve(cwd, ['--host', '127.0.0.1'], {
      AIP_PREDICT_ROUTE: '/v1/endpoints/1:predict',
      AIP_HEALTH_ROUTE: 'alive',
    });
    expect((await server.ask('POST', '/v1/endpoints/1:predict', '{"instances":[1]}')).status).toBe(200);
    expect((await server.ask('GET', '/alive')).status).toBe(200);
  });

  test('listens on loopback where AIP_HTTP_PORT is empty', async () => {
    const { port } = await serve(await trainedFolder(), [], { AIP_HTTP_PORT: '' });
    expect(port).toBeGreaterThan(0);
  });

  test('writes an IPv6 address as a URL has it', async () => {
    const server = await serve(await trainedFolder(), ['--host', '::1', '--lame-duck', '0']);
    server.stop();
    expect(await server.ended).toContain(`on http://[::1]:${server.port}/predict`);
  });

  test.each([
    [['--port', '99999'], "--port: wants a whole number from 0 to 65535, got '99999'"],
    [['--max-request-mb', '0'], "--max-request-mb: wants a number of megabytes above 0 and of at most 100, got '0'"],
    [['--host', '203.0.113.1'], "--host: no address of this machine, got '203.0.113.1'; give one such as 127.0.0.1"],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runTrainer(['serve', '--model', 'model', ...args], { cwd: await trainedFolder() });
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test('says of a port that is taken that it is', async () => {
    const cwd = await trainedFolder();
    const { port } = await serve(cwd);
    const { code, err } = await runTrainer(['serve', '--model', 'model', '--port', `${port}`], { cwd });
    expect([code, err]).toEqual([2, `--port: is taken, got '${port}'; give another one\n`]);
  });
});

const post = (headers: string, body: string) =>
  `POST /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n${body}`;
const json = (body: string) => post(`Content-Length: ${Buffer.byteLength(body)}`, body);
const chunked = (...chunks: readonly string[]) =>
  post(
    'Transfer-Encoding: chunked',
    `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`,
  );
const one = (instance: unknown) => json(JSON.stringify({ instances: [instance] }));
const LARGE = ' '.repeat(800_000);

describe('serve refuses or answers, and goes on:', () => {
  let cwd: string;
  let server: StartedServer;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'taxifare-serve-'));
    await trainIn(cwd);
    server = await startServer([BUNDLE, 'serve', '--model', 'model'], { cwd });
  });
  afterAll(async () => {
    server.kill();
    await server.ended;
    await rm(cwd, { recursive: true, force: true });
  });

  test.each<[string, string, number, string]>([
    ['a body over the limit', json(`{"instances":[${LARGE}${LARGE}1]}`), 413, 'larger than 1500000 bytes'],
    ['a chunked body over the limit', chunked('{"instances":[', LARGE, LARGE, '1]}'), 413, 'larger than 1500000 bytes'],
    ['a chunked body within it', chunked('{"instances":[', LARGE, '1]}'), 200, '"predictions":['],
    ['half of JSON', json('{"instances":'), 400, 'the body is not JSON'],
    ['no body', json(''), 400, 'the body is not JSON'],
    ['bytes that are no UTF-8', json('{"instances":["\udc80"]}'), 400, 'instances[0]: wants a distance'],
    ['a list for a body', json('[]'), 400, 'has no list of instances'],
    ['null for a body', json('null'), 400, 'has no list of instances'],
    ['instances that are no list', json('{"instances":{"0":1}}'), 400, 'has no list of instances'],
    [
      'more instances than allowed',
      json(`{"instances":[${'1,'.repeat(20_000)}1]}`),
      400,
      '20001 instances; send at most 20000',
    ],
    ['parameters that are no object', json('{"instances":[1],"parameters":"interval"}'), 400, 'parameters: wants'],
    ['a parameter of another kind', json('{"instances":[1],"parameters":{"interval":1}}'), 400, 'parameters: wants'],
    [
      'lists a hundred thousand deep',
      json(`{"instances":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`),
      400,
      'wants a distance',
    ],
    ['a prototype by JSON', json('{"instances":[{"__proto__":{"distance_km":1}}]}'), 400, 'wants distance_km'],
    ['a text', one('3'), 400, 'instances[0]: wants a distance'],
    ['true', one(true), 400, 'instances[0]: wants a distance'],
    ['null', one(null), 400, 'instances[0]: wants a distance'],
    ['two distances', one([1, 2]), 400, 'instances[0]: wants a distance'],
    ['a distance below zero', one(-1), 400, "distance_km: wants kilometres from 0 to 20015, got '-1'"],
    ['a distance beyond the Earth', one(1e308), 400, 'wants kilometres'],
    ['a distance that overflows', json('{"instances":[1e999]}'), 400, 'wants kilometres'],
    ['a distance as text', one({ distance_km: '3' }), 400, 'distance_km: not a number'],
    ['a latitude of 500', one({ ...PLACES, pickup_latitude: 500 }), 400, 'pickup: wants a latitude of -90 to 90'],
    ['a latitude of 1e308', one({ ...PLACES, dropoff_latitude: 1e308 }), 400, 'dropoff: wants a latitude'],
    ['a longitude of -181', one({ ...PLACES, pickup_longitude: -181 }), 400, 'pickup: wants a latitude'],
    [
      'places with latitude and longitude swapped',
      one({ pickup_latitude: -73.98, pickup_longitude: 40.75, dropoff_latitude: -73.95, dropoff_longitude: 40.78 }),
      400,
      'pickup: latitude and longitude are swapped',
    ],
    [
      'a coordinate that is missing',
      one({ ...PLACES, dropoff_latitude: undefined }),
      400,
      'wants distance_km, or all of',
    ],
    ['a coordinate as text', one({ ...PLACES, dropoff_latitude: '40' }), 400, 'wants distance_km, or all of'],
    ['GET where POST is wanted', 'GET /predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405, 'allow: POST'],
    [
      'DELETE of the health',
      'DELETE /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      405,
      'allow: GET, HEAD',
    ],
    [
      'another path',
      'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      404,
      'nothing at /etc/passwd',
    ],
    ['HTTP/1.0 without a host', 'GET /health HTTP/1.0\r\n\r\n', 200, '"status":"ok"'],
    ['HTTP/1.1 without a host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400, ''],
    ['a host that is none', 'GET /health HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', 400, ''],
    ['no HTTP at all', 'hello\r\n\r\n', 400, ''],
    ['headers without end', `GET /health HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(17_000)}`, 431, ''],
    ['two lengths', post('Content-Length: 1\r\nContent-Length: 2', 'xx'), 400, ''],
    ['a length and chunks', post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), 400, ''],
    ['a length that is none', post('Content-Length: -1', ''), 400, ''],
  ])('%s', async (_, bytes, status, said) => {
    const answer = await server.sendRaw(bytes);
    expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    expect(answer).toContain(said);
    expect((await server.ask('GET', '/health')).status).toBe(200);
  });

  test('a client that hangs up in the middle of its body', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"instances":');
    await server.ask('GET', '/health');
    socket.destroy();
    await once(socket, 'close');
    expect((await server.ask('GET', '/health')).status).toBe(200);
  });

  test('none of them with a stack, or with 500', async () => {
    const { failed } = JSON.parse((await server.ask('GET', '/load')).text);
    expect(failed).toBeGreaterThan(20);
    server.stop();
    const text = await server.ended;
    expect(text).not.toContain('    at ');
    expect(text).toMatch(/code 0$/);
  });
});

test('serve takes larger requests where it is told so', async () => {
  const server = await serve(await trainedFolder(), ['--max-request-mb', '10', '--max-instances', '2000000']);
  const { status, text } = await predict(server, `{"instances":[${'1.5,'.repeat(1_500_000)}1]}`);
  expect([status, JSON.parse(text).predictions.length]).toEqual([200, 1_500_001]);
});

test.each<[string, Readonly<Record<string, string>>, Record<string, string>, boolean]>([
  ['a mark of Docker', { '.dockerenv': '' }, {}, true],
  ['a mark of Podman', { 'run/.containerenv': '' }, {}, true],
  ['a service of Kubernetes', {}, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, true],
  ['a root of layers', { 'proc/self/mountinfo': '1 0 0:1 / / rw - overlay overlay rw\n' }, {}, true],
  ['a disk for a root', { 'proc/self/mountinfo': '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n' }, {}, false],
  ['layers elsewhere', { 'proc/self/mountinfo': '1 0 0:1 / /var/x rw - overlay overlay rw\n' }, {}, false],
  ["only Vertex AI's variables", {}, { AIP_HTTP_PORT: '8080', KUBERNETES_SERVICE_HOST: '' }, false],
])('isContainer goes by %s', async (_, files, env, expected) => {
  const root = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  expect(isContainer(env, root)).toBe(expected);
});

describe('serve while it stops', () => {
  test('is not healthy, answers new connections too, and asks clients to go', async () => {
    const server = await serve(await trainedFolder(), ['--lame-duck', '1']);
    expect((await server.ask('GET', '/health')).status).toBe(200);
    server.stop();
    const stopMs = performance.now();
    let health = await server.ask('GET', '/health');
    while (health.status === 200) health = await server.ask('GET', '/health');
    expect([health.status, health.headers.connection]).toEqual([503, 'close']);
    expect(await server.sendRaw(one(1))).toMatch(/^HTTP\/1\.1 200/);
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

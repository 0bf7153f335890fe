import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUNDLE } from './support/run-trainer.ts';
import { PLACES } from './support/serve.ts';
import { type StartedServer, startServer } from './support/start-server.ts';
import { trainIn } from './support/trained-folder.ts';

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

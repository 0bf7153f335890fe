import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isContainer } from '../src/serve/is-container.ts';
import { runTrainer } from './support/run-trainer.ts';
import { PLACES, predict, serve } from './support/serve.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { coefficientIn, trainedFolder } from './support/trained-folder.ts';
import { distanceCsv } from './support/trips.ts';

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

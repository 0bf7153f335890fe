import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

test('deploy of a model that was not trained yet is refused', async () => {
  const { code, err } = await bench.run(['deploy']);
  expect(code).toBe(4);
  expect(err).toContain('no model.joblib in gs://local-bucket/models/simpletaxifare');
});

test('predict and undeploy with nothing online say so', async () => {
  const asked = await bench.run(['predict', '--distance', '3']);
  expect([asked.code, asked.err]).toEqual([
    2,
    expect.stringContaining('no model is online in europe-west1; submitter deploy puts one there'),
  ]);
  expect((await bench.run(['undeploy'])).out).toContain('nothing of ours is online; nothing is billed');
});

test('deploy --dry-run prints the requests, and sends none', async () => {
  const { code, out } = await bench.run(['deploy', '--dry-run', '--region', 'us-east1']);
  const requests = JSON.parse(out);
  expect(code).toBe(0);
  expect(requests.uploadModel.model).toMatchObject({
    artifactUri: 'gs://local-bucket/models/simpletaxifare',
    containerSpec: { imageUri: 'us-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-6:latest' },
  });
  expect(requests.deployModel).toMatchObject({ trafficSplit: { '0': 100 } });
});

test('a trained model goes online, predicts what it predicts at home, and comes down again', async () => {
  expect((await bench.run(['submit', '--job-name', 'to-deploy'])).code).toBe(0);
  const path = encodeURIComponent('models/simpletaxifare/model.json');
  const model = (await (await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o/${path}?alt=media`)).json()) as {
    coefficients: { value: number }[];
  };
  const deployed = await bench.run(['deploy']);
  expect(deployed.code).toBe(0);
  expect(deployed.out).toContain('uploading the model\ncreating an endpoint\ndeploying\nonline: projects/');
  expect(deployed.out.match(/88 USD a month/g)).toHaveLength(2);
  const asked = await bench.run(['predict', '--distance', '3.2', '--json']);
  expect(JSON.parse(asked.out).fareUsd).toBe(3.2 * (model.coefficients[0]?.value ?? 0));
  expect((await bench.run(['predict', '--distance', '3.2'])).out).toMatch(/\d\.\d\d USD for 3\.2 km, by taxifare_/);
  const down = await bench.run(['undeploy']);
  expect(down.out).toContain('all of it is down; nothing of it is billed any more');
  expect((await bench.run(['predict', '--distance', '3'])).code).toBe(2);
});

test('a wrong machine, model or distance is said before anything is sent', async () => {
  const { code, err } = await bench.run(['deploy', '--machine-type', 'large', '--model', 'models/x']);
  expect(code).toBe(2);
  for (const flag of ['--machine-type: not a machine type', '--model: a folder of a bucket'])
    expect(err).toContain(flag);
  expect((await bench.run(['predict', '--distance', 'far'])).err).toContain(
    "--distance: wants a number of kilometres of at least 0 and below 20100, got 'far'",
  );
});

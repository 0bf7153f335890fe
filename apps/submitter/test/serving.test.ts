import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trafficSplit } from '../src/serving/traffic-split.ts';
import { faultProxy, refusing } from './support/fault-proxy.ts';
import { putObject } from './support/make-bucket.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const PLACE = '/v1/projects/local-project/locations/europe-west1';

async function api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await (await fetch(`${bench.cloud.url}${path}`, { method, ...init })).json()) as Record<string, unknown>;
}

interface Model {
  readonly coefficients: readonly { readonly value: number }[];
}

async function model(): Promise<Model> {
  const path = encodeURIComponent('models/simpletaxifare/model.json');
  const answer = await fetch(`${bench.cloud.url}/storage/v1/b/local-bucket/o/${path}?alt=media`);
  return (await answer.json()) as Model;
}

describe('before anything is trained or online', () => {
  test('deploy is refused, dry or not', async () => {
    for (const args of [['deploy'], ['deploy', '--dry-run']]) {
      const { code, err } = await bench.run(args);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining('gs://local-bucket/models/simpletaxifare: there is no model.json in it; train first'),
      ]);
    }
  });
  test('predict, rollback, models and undeploy say so', async () => {
    const asked = await bench.run(['predict', '--distance', '3']);
    expect([asked.code, asked.err]).toEqual([
      2,
      expect.stringContaining('no model is online in europe-west1; submitter deploy puts one there'),
    ]);
    expect((await bench.run(['rollback'])).err).toContain('rollback: no model of yours is online in europe-west1');
    expect((await bench.run(['models'])).out).toMatch(/no model is registered yet.*\nnothing is online/);
    expect((await bench.run(['undeploy'])).out).toMatch(/nothing of yours is online\n$/);
  });
  test.each([
    ['n1-standard-999', '; n1-standard-32 is\n'],
    ['e2-highmem-32', '; e2-highmem-16 is\n'],
    ['n9-standard-2', '\n'],
    ['n1-standard-2', undefined],
  ])('a machine %s that may not serve is warned of', async (machine, near) => {
    const { err } = await bench.run(['deploy', '--machine-type', machine]);
    const warning = `--machine-type: ${machine} is not among the E2 and N1 machines that served models in 2026-09${near}`;
    expect(err.includes(warning)).toBe(near !== undefined);
    expect(err.includes('is not among')).toBe(near !== undefined);
  });
  test('a wrong machine, model or distance is said', async () => {
    const { code, err } = await bench.run(['deploy', '--machine-type', 'large', '--model', 'models/x']);
    expect(code).toBe(2);
    for (const flag of ['--machine-type: not a machine type', '--model: a folder of a bucket'])
      expect(err).toContain(flag);
    expect((await bench.run(['deploy', '--machine-type', 'n1-standard-1000'])).code).toBe(2);
    expect((await bench.run(['predict', '--distance', 'far'])).err).toContain('--distance: wants a number');
  });
});

describe('a trained model', () => {
  let first = 0;
  let second = 0;
  beforeAll(async () => {
    expect((await bench.run(['submit', '--job-name', 'one'])).code).toBe(0);
    first = (await model()).coefficients[0]?.value ?? 0;
  });

  test('is described by the dry run, which sends nothing', async () => {
    const { code, out } = await bench.run(['deploy', '--dry-run', '--region', 'us-east1']);
    expect(code).toBe(0);
    expect(JSON.parse(out).uploadModel.model).toMatchObject({
      versionDescription: expect.stringMatching(
        /^fare_amount = .*; RMSE \d.* USD on 972 rows; model\.json sha256 [0-9a-f]{64}; job \d+/,
      ),
      artifactUri: expect.stringMatching(/^gs:\/\/local-bucket\/models\/simpletaxifare\/versions\/[0-9a-f]{16}$/),
      containerSpec: { imageUri: 'us-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-6:latest' },
    });
    expect(JSON.parse(out)).toMatchObject({
      createEndpoint: { displayName: 'simpletaxifare', labels: { made_by: 'unknown' } },
      deployModel: {
        deployedModel: {
          model: 'projects/local-project/locations/us-east1/models/MODEL@VERSION',
          dedicatedResources: { machineSpec: { machineType: 'n1-standard-2' }, minReplicaCount: 1, maxReplicaCount: 1 },
        },
        trafficSplit: { 0: 100 },
      },
    });
    expect((await api('GET', `${PLACE}/models`)).models).toEqual([]);
  });

  test('goes online, says what it costs, and predicts what it predicts at home', async () => {
    const { code, out } = await bench.run(['deploy']);
    expect(code).toBe(0);
    expect(out).toContain(
      'uploading the model\ncreating an endpoint\ndeploying version 1\nonline, version 1: projects/',
    );
    expect(out.match(/88 USD a month in europe-west1/g)).toHaveLength(2);
    expect(out).toMatch(
      /support +scikit-learn 1\.6: patches ended? on 2026-10-14, it can be deployed until 2027-10-14/,
    );
    const asked = await bench.run(['predict', '--distance', '3.2', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({ fareUsd: 3.2 * first, version: '1' });
    expect((await bench.run(['predict', '--distance', '3.2'])).out).toMatch(/\d\.\d\d USD for 3\.2 km, by version 1\n/);
  });

  test('that is online already is left as it is', async () => {
    const { code, out } = await bench.run(['deploy']);
    expect(code).toBe(0);
    expect(out).toMatch(/online +version 1 with 100%, on projects/);
    expect(out).toContain('online already, version 1');
    expect(out).not.toMatch(/uploading|creating|deploying/);
  });

  test('of another training is a new version: beside the first with its share, then in its place', async () => {
    expect((await bench.run(['submit', '--job-name', 'two', '--', '--no-clean'])).code).toBe(0);
    second = (await model()).coefficients[0]?.value ?? 0;
    expect(second).not.toBe(first);
    const dry = JSON.parse((await bench.run(['deploy', '--dry-run', '--traffic', '10'])).out);
    expect(Object.keys(dry)).toEqual(['uploadModel', 'deployModel']);
    expect(dry.uploadModel.parentModel).toMatch(/\/models\/\d+$/);
    expect(Object.values(dry.deployModel.trafficSplit).sort()).toEqual([10, 90]);
    const beside = await bench.run(['deploy', '--traffic', '10']);
    expect(beside.out).toContain('uploading a new version of the model\ndeploying version 2\nonline, version 2');
    expect((await bench.run(['models'])).out).toMatch(
      /version 1 +default .*online, 90% of \S+ +fare_amount = [\s\S]*version 2 .*online, 10% of \S+ +fare_amount = [\s\S]*billed: version 1 on n1-standard-2, estimate: [\s\S]*billed: version 2 on n1-standard-2, estimate: /,
    );
    expect(beside.out).toMatch(/To go back to the one before: .* rollback --to 1 /);
    const back = await bench.run(['rollback', '--to', '1']);
    expect([back.code, back.out]).toEqual([
      0,
      expect.stringMatching(/^taking version 2 down\nversion 1 has all the traffic: fare_amount = /m),
    ]);
    const full = await bench.run(['deploy']);
    expect(full.out).toContain('taking version 1 down\nonline, version 2');
    const asked = await bench.run(['predict', '--distance', '2', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({ fareUsd: 2 * second, version: '2' });
    expect((await api('GET', `${PLACE}/endpoints`)).endpoints).toHaveLength(1);
    expect((await bench.run(['models'])).out).toMatch(/version 2 +default/);
  });

  test('whose deployment fails leaves what it says that it leaves', async () => {
    await bench.run(['submit', '--job-name', 'three', '--', '--rows', '500']);
    const fault = refusing(400, 'FAILED_PRECONDITION', 'Model server never became ready.');
    const proxy = await faultProxy(bench.cloud.url, { fault, matches: (_, path) => path.includes(':deployModel') });
    const { code, err } = await bench.run(['deploy'], undefined, { AIPLATFORM_API_ENDPOINT: proxy.url });
    await proxy.close();
    expect(code).toBe(4);
    expect(err).toMatch(
      /^left: version 3 in the registry and the endpoint projects\/\S+; version 2 is online and billed\. submitter deploy goes on from there, undeploy takes down/m,
    );
    expect(err).toContain('deploy: the model does not load');
    const asked = await bench.run(['predict', '--distance', '2', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({ version: '2' });
  });

  test.each([
    ['no answer any more', refusing(403, 'PERMISSION_DENIED', 'No.'), 6],
    ['an interruption', { kind: 'hang' }, 130],
  ] as const)('whose deployment is left because of %s is said to go on', async (_, fault, wanted) => {
    const matches = (_: string, path: string): boolean => path.includes('/operations/');
    const proxy = await faultProxy(bench.cloud.url, { fault, matches });
    const interrupt = (out: string, kill: (signal: NodeJS.Signals) => void): void => {
      if (wanted === 130 && out.includes('deploying version 3')) setTimeout(() => kill('SIGINT'), 300);
    };
    const { code, err } = await bench.run(['deploy'], interrupt, { AIPLATFORM_API_ENDPOINT: proxy.url });
    await proxy.close();
    expect([code, err]).toEqual([
      wanted,
      expect.stringMatching(/^deploy: deploying version 3: .*may go on.*; submitter models shows what came of it/m),
    ]);
    expect(err).toMatch(/^left: version 3 in the registry; whether it is online, and billed, cannot be seen now/m);
    expect((await bench.run(['rollback', '--to', '2'])).code).toBe(0);
  });

  test('goes back to the version before', async () => {
    const { code, out } = await bench.run(['rollback']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /deploying version 1\ntaking version 2 down\nversion 1 is online in place of 2: fare_amount = /,
    );
    const asked = await bench.run(['predict', '--distance', '2', '--json']);
    expect(JSON.parse(asked.out)).toMatchObject({ fareUsd: 2 * first, version: '1' });
    expect((await bench.run(['rollback'])).err).toContain('there is no version before 1');
    expect((await bench.run(['rollback', '--to', '9'])).err).toContain('there is no version 9');
    expect((await bench.run(['rollback', '--to', '2'])).code).toBe(0);
  });

  test('answers an error that comes with 200 with an error', async () => {
    const fault = refusing(200, 'OK', 'model not ready');
    const proxy = await faultProxy(bench.cloud.url, { fault, matches: (_, path) => path.endsWith(':predict') });
    const asked = await bench.run(['predict', '--distance', '2'], undefined, { AIPLATFORM_API_ENDPOINT: proxy.url });
    await proxy.close();
    expect([asked.code, asked.err]).toEqual([
      4,
      expect.stringMatching(/^predict: .*model not ready.*; the model server/m),
    ]);
    expect(asked.out).not.toContain('USD');
  });

  test('answers a broken model server with an error, never with NaN', async () => {
    const { endpoints } = await api('GET', `${PLACE}/endpoints`);
    const [endpoint] = endpoints as { name: string; trafficSplit: object; deployedModels: { id: string }[] }[];
    const found = (await api('GET', `${PLACE}/models`)) as { models: { name: string; artifactUri: string }[] };
    const name = `${found.models[0]?.artifactUri.replace('gs://local-bucket/', '')}/model.joblib`;
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name, body: 'no pickle' });
    expect(endpoint?.deployedModels).toHaveLength(1);
    const { code, out, err } = await bench.run(['predict', '--distance', '2']);
    expect([code, err]).toEqual([4, expect.stringContaining('predict: the model does not load')]);
    expect(out).not.toContain('NaN');
  });

  test("of somebody else is left by undeploy, which names it and takes one's own down", async () => {
    await api('POST', `${PLACE}/endpoints`, {
      displayName: 'simpletaxifare',
      labels: { app: 'simpletaxifare', made_by: 'anna' },
    });
    const down = await bench.run(['undeploy']);
    expect(down.out).toContain(
      'taking version 2 down\ndeleting the endpoint\nwhat was yours is down; it is billed no more\n',
    );
    expect(down.out).toMatch(
      /left: projects\/\S+, made by anna, nothing on it, not billed; --everyone takes it down too/,
    );
    expect(down.out).toMatch(
      /left: the model with 3 versions in the registry, which cost nothing; --models removes it/,
    );
    const all = await bench.run(['undeploy', '--everyone', '--models']);
    expect(all.out).toContain('deleting the endpoint\ndeleting the model and its versions\n');
    expect((await api('GET', `${PLACE}/models`)).models).toEqual([]);
    expect((await api('GET', `${PLACE}/endpoints`)).endpoints).toEqual([]);
  });

  test('whose two versions share the traffic is taken down whole', async () => {
    expect((await bench.run(['deploy'])).code).toBe(0);
    await bench.run(['submit', '--job-name', 'four', '--', '--rows', '400']);
    expect((await bench.run(['deploy', '--traffic', '30'])).code).toBe(0);
    const { code, out } = await bench.run(['undeploy', '--models']);
    expect(code).toBe(0);
    expect(out).toContain(
      'taking version 2 down\ntaking version 1 down\ndeleting the endpoint\ndeleting the model and its versions\n',
    );
    expect((await bench.run(['models'])).out).toContain('nothing is online; nothing is billed');
  });

  test('whose files are of two trainings is not deployed', async () => {
    const name = 'models/simpletaxifare/model.joblib';
    await putObject(bench.cloud.url, { bucket: 'local-bucket', name, body: 'of another training' });
    const { code, err } = await bench.run(['deploy']);
    expect([code, err]).toEqual([2, expect.stringContaining('model.joblib is of another training than model.json')]);
  });
});

describe('a traffic split', () => {
  test.each([
    [100, [], { new: 100 }],
    [100, [{ id: 'a', share: 100 }], { a: 0, new: 100 }],
    [10, [{ id: 'a', share: 100 }], { a: 90, new: 10 }],
    [
      10,
      [
        { id: 'a', share: 67 },
        { id: 'b', share: 33 },
      ],
      { a: 60, b: 29, new: 11 },
    ],
    [50, [{ id: 'a', share: 0 }], { a: 0, new: 100 }],
  ])('of %i per cent beside %j is %j, 100 together', (share, others, wanted) => {
    const split = trafficSplit('new', share, others);
    expect(split).toEqual(wanted);
    expect(Object.values(split).reduce((sum, one) => sum + one, 0)).toBe(100);
  });
});

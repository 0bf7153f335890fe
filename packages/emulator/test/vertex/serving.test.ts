import { expect, test } from 'vitest';
import type { Emulator } from '../../src/index.ts';
import { call } from '../support/cloud.ts';
import { joblib } from '../support/joblib.ts';
import { vertexCloud } from '../support/vertex.ts';

const PLACE = '/v1/projects/p/locations/europe-west1';
const IMAGE = 'europe-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-6:latest';

type Json = Record<string, unknown>;

async function putBytes(cloud: Emulator, name: string, body: Uint8Array<ArrayBuffer> | string): Promise<void> {
  const path = `/upload/storage/v1/b/local-bucket/o?uploadType=media&name=${encodeURIComponent(name)}`;
  expect((await call(cloud, 'POST', path, { body })).status).toBe(200);
}

async function send(cloud: Emulator, method: string, path: string, body?: Json): Promise<Json> {
  const { status, json } = await call(cloud, method, path, body === undefined ? {} : { body: JSON.stringify(body) });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`);
  return json;
}

/** Sends a request that begins an operation; answers what the operation answers. */
async function operated(cloud: Emulator, method: string, path: string, body?: Json): Promise<Json> {
  let operation = await send(cloud, method, path, body);
  while (operation.done !== true) operation = await send(cloud, 'GET', `/v1/${String(operation.name)}`);
  return operation.response as Json;
}

const upload = (cloud: Emulator, slope: number, more: Json = {}): Promise<Json> =>
  operated(cloud, 'POST', `${PLACE}/models:upload`, {
    ...more,
    model: {
      displayName: 'm',
      labels: { app: 'a' },
      versionDescription: `slope ${slope}`,
      artifactUri: `gs://local-bucket/${slope}`,
      containerSpec: { imageUri: IMAGE },
    },
  });

async function cloudWithTwoVersions(): Promise<{ readonly cloud: Emulator; readonly model: string }> {
  const cloud = await vertexCloud();
  for (const slope of [2, 3]) await putBytes(cloud, `${slope}/model.joblib`, joblib(slope));
  const { model } = await upload(cloud, 2);
  expect(await upload(cloud, 3, { parentModel: model })).toMatchObject({ model, modelVersionId: '2' });
  return { cloud, model: String(model) };
}

test('a model has versions, the first is the default, and an alias belongs to one of them', async () => {
  const { cloud, model } = await cloudWithTwoVersions();
  const listed = await send(cloud, 'GET', `/v1/${model}:listVersions`);
  expect(listed.models).toMatchObject([
    { name: `${model}@1`, versionId: '1', versionAliases: ['default'] },
    { name: `${model}@2`, versionId: '2', versionAliases: [] },
  ]);
  expect(await send(cloud, 'GET', `/v1/${model}`)).toMatchObject({ versionId: '1' });
  await send(cloud, 'POST', `/v1/${model}@2:mergeVersionAliases`, { versionAliases: ['default'] });
  expect(await send(cloud, 'GET', `/v1/${model}`)).toMatchObject({ versionId: '2', versionAliases: ['default'] });
  expect(await send(cloud, 'GET', `/v1/${model}@1`)).toMatchObject({ versionAliases: [] });
  const models = (await send(cloud, 'GET', `${PLACE}/models?filter=labels.app=a`)).models;
  expect(models).toMatchObject([{ name: model, versionId: '2' }]);
});

test('lists come in pages', async () => {
  const { cloud, model } = await cloudWithTwoVersions();
  const first = await send(cloud, 'GET', `/v1/${model}:listVersions?pageSize=1`);
  expect([first.models, first.nextPageToken]).toMatchObject([[{ versionId: '1' }], '1']);
  const second = await send(cloud, 'GET', `/v1/${model}:listVersions?pageSize=1&pageToken=1`);
  expect([second.models, second.nextPageToken]).toMatchObject([[{ versionId: '2' }], undefined]);
});

test('an endpoint serves versions by their share of the traffic', async () => {
  const { cloud, model } = await cloudWithTwoVersions();
  const { name: endpoint } = await operated(cloud, 'POST', `${PLACE}/endpoints`, { displayName: 'e' });
  const deploy = (version: string, trafficSplit: Json): Promise<Json> =>
    operated(cloud, 'POST', `/v1/${String(endpoint)}:deployModel`, {
      deployedModel: { model: `${model}@${version}` },
      trafficSplit,
    });
  const first = (await deploy('1', { '0': 100 })).deployedModel as Json;
  const predict = async (): Promise<Json> =>
    await send(cloud, 'POST', `/v1/${String(endpoint)}:predict`, { instances: [[2]] });
  expect(await predict()).toMatchObject({ predictions: [4.5], modelVersionId: '1' });
  await expect(deploy('2', { '0': 50 })).rejects.toThrow('the sum has to be 100, got 50');
  const second = (await deploy('2', { '0': 0, [String(first.id)]: 100 })).deployedModel as Json;
  expect(await predict()).toMatchObject({ predictions: [4.5] });
  const split = { [String(second.id)]: 100, [String(first.id)]: 0 };
  await send(cloud, 'PATCH', `/v1/${String(endpoint)}?updateMask=trafficSplit`, { trafficSplit: split });
  expect(await predict()).toMatchObject({ predictions: [6.5], modelVersionId: '2' });
  const undeploy = (id: unknown): Promise<Json> =>
    operated(cloud, 'POST', `/v1/${String(endpoint)}:undeployModel`, { deployedModelId: id });
  await expect(undeploy(second.id)).rejects.toThrow('has traffic and is not deployed');
  await expect(send(cloud, 'DELETE', `/v1/${model}`)).rejects.toThrow('is deployed');
  await undeploy(first.id);
  await undeploy(second.id);
  await operated(cloud, 'DELETE', `/v1/${String(endpoint)}`);
  await operated(cloud, 'DELETE', `/v1/${model}`);
  expect((await send(cloud, 'GET', `${PLACE}/models`)).models).toEqual([]);
});

test('a persistent resource stands until it is deleted, and a job on another one is refused', async () => {
  const cloud = await vertexCloud();
  const pool = { id: 'pool', machineSpec: { machineType: 'e2-standard-4' }, replicaCount: '1' };
  const made = await operated(cloud, 'POST', `${PLACE}/persistentResources?persistentResourceId=warm`, {
    resourcePools: [pool],
  });
  expect(made).toMatchObject({ state: 'RUNNING', resourcePools: [pool] });
  const job = {
    displayName: 'j',
    jobSpec: {
      persistentResourceId: 'cold',
      workerPoolSpecs: [
        { machineSpec: { machineType: 'e2-standard-4' }, replicaCount: '1', containerSpec: { imageUri: 'node:24' } },
      ],
    },
  };
  await expect(send(cloud, 'POST', `${PLACE}/customJobs`, job)).rejects.toThrow('persistentResources/cold');
  await operated(cloud, 'DELETE', `/v1/${String(made.name)}`);
  expect((await send(cloud, 'GET', `${PLACE}/persistentResources`)).persistentResources).toEqual([]);
});

test('a project keeps the services that are on, its service accounts and its policy', async () => {
  const cloud = await vertexCloud();
  const names = 'names=projects/p/services/a.googleapis.com&names=projects/p/services/b.googleapis.com';
  await send(cloud, 'POST', '/v1/projects/p/services:batchEnable', { serviceIds: ['a.googleapis.com'] });
  expect((await send(cloud, 'GET', `/v1/projects/p/services:batchGet?${names}`)).services).toMatchObject([
    { state: 'ENABLED' },
    { state: 'DISABLED' },
  ]);
  const email = 'trainer@p.iam.gserviceaccount.com';
  expect((await call(cloud, 'GET', `/v1/projects/p/serviceAccounts/${email}`)).status).toBe(404);
  await send(cloud, 'POST', '/v1/projects/p/serviceAccounts', { accountId: 'trainer' });
  expect(await send(cloud, 'GET', `/v1/projects/p/serviceAccounts/${email}`)).toMatchObject({ email });
  const bindings = [{ role: 'roles/logging.logWriter', members: [`serviceAccount:${email}`] }];
  await send(cloud, 'POST', '/v1/projects/p:setIamPolicy', { policy: { bindings } });
  expect(await send(cloud, 'POST', '/v1/projects/p:getIamPolicy')).toMatchObject({ bindings });
});

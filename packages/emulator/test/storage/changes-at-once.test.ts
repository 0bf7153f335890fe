import { expect, test } from 'vitest';
import { call, cloudFor, put } from '../support/cloud.ts';

const B = '/storage/v1/b/local-bucket';

test('four changes of one object at once are all kept', async () => {
  const cloud = await cloudFor();
  await put(cloud, 'x', 'x');
  const patch = (n: number) =>
    call(cloud, 'PATCH', `${B}/o/x`, { body: JSON.stringify({ metadata: { [`k${n}`]: 'v' } }) });
  const answers = await Promise.all([1, 2, 3, 4].map(patch));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { metadata, metageneration } = (await call(cloud, 'GET', `${B}/o/x`)).json;
  expect([metadata, metageneration]).toEqual([{ k1: 'v', k2: 'v', k3: 'v', k4: 'v' }, '5']);
});

test.each([
  ['an object', `${B}/o/x`, (n: number) => ({ metadata: { [`k${n}`]: 'v' } })],
  ['a bucket', B, (n: number) => ({ labels: { [`k${n}`]: 'v' } })],
])('four changes of %s under one precondition: one is made, three are refused', async (_, path, change) => {
  const cloud = await cloudFor();
  await put(cloud, 'x', 'x');
  const patch = (n: number) =>
    call(cloud, 'PATCH', `${path}?ifMetagenerationMatch=1`, { body: JSON.stringify(change(n)) });
  const answers = await Promise.all([1, 2, 3, 4].map(patch));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
});

test('a policy and labels that are set at once are both kept', async () => {
  const cloud = await cloudFor();
  const bindings = [{ role: 'roles/storage.objectViewer', members: ['allUsers'] }];
  await Promise.all([
    call(cloud, 'PUT', `${B}/iam`, { body: JSON.stringify({ bindings }) }),
    call(cloud, 'PATCH', B, { body: JSON.stringify({ labels: { a: 'b' } }) }),
  ]);
  expect((await call(cloud, 'GET', `${B}/iam`)).json.bindings).toEqual(bindings);
  expect((await call(cloud, 'GET', B)).json.labels).toEqual({ a: 'b' });
});

test('of two creations of one bucket at once the second is a conflict', async () => {
  const cloud = await cloudFor();
  const make = () => call(cloud, 'POST', '/storage/v1/b?project=p', { body: '{"name":"twice"}' });
  const answers = await Promise.all([make(), make()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('a metadata change that races a new generation never gives the new bytes the old metadata', async () => {
  const cloud = await cloudFor();
  const upload = (version: string) =>
    call(cloud, 'POST', '/upload/storage/v1/b/local-bucket/o?uploadType=multipart', {
      headers: { 'content-type': 'multipart/related; boundary=B' },
      body: `--B\r\ncontent-type: application/json\r\n\r\n{"name":"x","metadata":{"v":"${version}"}}\r\n--B\r\n\r\n${version}\r\n--B--`,
    });
  for (let i = 0; i < 20; i++) {
    await upload('old');
    await Promise.all([upload('new'), call(cloud, 'PATCH', `${B}/o/x`, { body: '{"metadata":{"p":"1"}}' })]);
    const { metadata } = (await call(cloud, 'GET', `${B}/o/x`)).json as { metadata: { v: string } };
    expect(metadata.v).toBe((await call(cloud, 'GET', `${B}/o/x?alt=media`)).text);
  }
});

test('a bucket is removed with no object in it, or an object is stored, and never both', async () => {
  const cloud = await cloudFor();
  for (let i = 0; i < 20; i++) {
    const [removed, stored] = await Promise.all([call(cloud, 'DELETE', B), put(cloud, 'x', 'x')]);
    const isStored = stored.generation !== undefined;
    expect([removed.status, isStored]).toEqual(isStored ? [409, true] : [204, false]);
    if (isStored) await call(cloud, 'DELETE', `${B}/o/x`);
    else await call(cloud, 'POST', '/storage/v1/b?project=p', { body: '{"name":"local-bucket"}' });
  }
});

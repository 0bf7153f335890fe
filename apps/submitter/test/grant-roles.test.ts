import { expect, test } from 'vitest';
import type { Cloud } from '../src/cloud/cloud.ts';
import { openGoogleApi } from '../src/cloud/rest-api.ts';
import { grantLogRole } from '../src/setup/grant-roles.ts';
import { type ScriptedCloud, scriptedCloud } from './support/scripted-cloud.ts';

const MEMBER = 'serviceAccount:taxifare-trainer@my-project.iam.gserviceaccount.com';

function stepOn({ origin }: ScriptedCloud) {
  const world = {
    now: Date.now,
    sleep: () => Promise.resolve(),
    random: () => 0,
    interrupted: new AbortController().signal,
    waiting: () => {},
  };
  const api = openGoogleApi({ root: `${origin}/v1`, isConfigured: true, world });
  const apis = { services: api, accounts: api, projects: api, buckets: api };
  return grantLogRole({ project: 'my-project' } as Cloud, apis);
}

test('a grant is read and made again where somebody else changed the policy meanwhile', async () => {
  let changes = 0;
  const refused = { error: { code: 409, status: 'ABORTED', message: 'There were concurrent policy changes.' } };
  const cloud = await scriptedCloud(({ path, body }) => {
    if (!path.endsWith(':setIamPolicy')) return { json: { etag: `e${changes}`, bindings: [] } };
    changes += 1;
    return changes === 1 ? { status: 409, json: refused } : { json: body.policy };
  });
  await stepOn(cloud).act();
  expect(cloud.requests.map(({ path }) => path.split(':').at(-1))).toEqual([
    'getIamPolicy',
    'setIamPolicy',
    'getIamPolicy',
    'setIamPolicy',
  ]);
  expect(cloud.requests.at(-1)?.body).toMatchObject({ policy: { etag: 'e1' } });
  await cloud.close();
});

test("a grant keeps everything that a project's policy has: others' bindings, conditions, its etag", async () => {
  const others = [
    { role: 'roles/owner', members: ['user:a@example.com'] },
    { role: 'roles/logging.logWriter', members: ['user:b@example.com'] },
    { role: 'roles/logging.logWriter', members: ['user:c@example.com'], condition: { expression: 'false' } },
  ];
  const cloud = await scriptedCloud(({ path, body }) => ({
    json: path.endsWith(':setIamPolicy') ? body.policy : { version: 3, etag: 'BwX', bindings: others },
  }));
  const step = stepOn(cloud);
  expect(await step.isDone()).toBe(false);
  await step.act();
  expect(cloud.requests[0]?.body).toEqual({ options: { requestedPolicyVersion: 3 } });
  expect(cloud.requests.at(-1)?.body).toEqual({
    policy: {
      version: 3,
      etag: 'BwX',
      bindings: [others[0], { ...others[1], members: ['user:b@example.com', MEMBER] }, others[2]],
    },
  });
  await cloud.close();
});

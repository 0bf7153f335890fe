import { createHash } from 'node:crypto';
import { rpcApiError } from '../http/api-error.ts';
import { isRecord, readJsonObject, sendJson } from '../http/json-body.ts';
import type { Call, Route } from '../http/routes.ts';
import type { ServingStore } from '../vertex/serving/serving-store.ts';

const PROJECT = '/v1/projects/{project}';
/** Every local project's number, which its buckets have too. */
const NUMBER = '1';

/**
 * What setting a project up asks of Service Usage, IAM and Resource Manager: which services are on, service accounts,
 * the project's policy. All of it is kept and given back; everyone may do everything all the same.
 */
export function projectRoutes(store: ServingStore): readonly Route[] {
  const record = (project: string, kind: string): Readonly<Record<string, unknown>> =>
    store.get(`projects/${project}/${kind}`) ?? {};
  const put = (project: string, kind: string, value: Readonly<Record<string, unknown>>): void =>
    store.put({ ...value, name: `projects/${project}/${kind}` });
  const send = ({ response }: Call, body: unknown): void => sendJson(response, 200, body);
  const accountOf = (project: string, email: string) => {
    const account = store.get(`projects/${project}/serviceAccounts/${email}`);
    if (account === undefined) throw rpcApiError(404, 'NOT_FOUND', `Unknown service account: ${email}`);
    return account;
  };
  return [
    [
      'GET',
      `${PROJECT}/services:batchGet`,
      (call, project = '') => {
        const enabled = record(project, 'enabledServices');
        const names = call.url.searchParams.getAll('names');
        send(call, {
          services: names.map((name) => ({
            name,
            state: enabled[name.split('/').at(-1) ?? ''] === true ? 'ENABLED' : 'DISABLED',
          })),
        });
      },
    ],
    [
      'POST',
      `${PROJECT}/services:batchEnable`,
      async (call, project = '') => {
        const { serviceIds } = await readJsonObject(call.request);
        const ids = Array.isArray(serviceIds) ? serviceIds.map(String) : [];
        const enabled = Object.fromEntries(ids.map((id) => [id, true]));
        put(project, 'enabledServices', { ...record(project, 'enabledServices'), ...enabled });
        send(call, { name: `operations/${store.nextId()}`, done: true, response: {} });
      },
    ],
    [
      'GET',
      `${PROJECT}/serviceAccounts/{email}`,
      (call, project = '', email = '') => send(call, accountOf(project, email)),
    ],
    [
      'POST',
      `${PROJECT}/serviceAccounts`,
      async (call, project = '') => {
        const { accountId, serviceAccount } = await readJsonObject(call.request);
        const email = `${String(accountId)}@${project}.iam.gserviceaccount.com`;
        if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]@/.test(email))
          throw rpcApiError(400, 'INVALID_ARGUMENT', `account_id: not an id, got ${String(accountId)}`);
        const name = `projects/${project}/serviceAccounts/${email}`;
        if (store.get(name) !== undefined) throw rpcApiError(409, 'ALREADY_EXISTS', `Service account ${email} exists.`);
        const account = { ...(isRecord(serviceAccount) ? serviceAccount : {}), name, email, projectId: project };
        store.put(account);
        send(call, account);
      },
    ],
    [
      'GET',
      PROJECT,
      (call, projectId = '') => send(call, { projectId, projectNumber: NUMBER, lifecycleState: 'ACTIVE' }),
    ],
    ['POST', `${PROJECT}:getIamPolicy`, (call, project = '') => send(call, policyOf(record(project, 'iamPolicy')))],
    [
      'POST',
      `${PROJECT}:setIamPolicy`,
      async (call, project = '') => {
        const { policy } = await readJsonObject(call.request);
        const { etag, bindings = [] } = isRecord(policy) ? policy : {};
        const changes = 'There were concurrent policy changes. Please retry the whole read-modify-write.';
        if (etag !== undefined && etag !== policyOf(record(project, 'iamPolicy')).etag)
          throw rpcApiError(409, 'ABORTED', changes);
        put(project, 'iamPolicy', { bindings });
        send(call, policyOf(record(project, 'iamPolicy')));
      },
    ],
    [
      'POST',
      `${PROJECT}:testIamPermissions`,
      async (call) => send(call, { permissions: (await readJsonObject(call.request)).permissions ?? [] }),
    ],
  ];
}

/** A project's policy; its etag is bytes, which JSON has in base64. */
function policyOf({ bindings = [] }: Readonly<Record<string, unknown>>) {
  const etag = createHash('sha256').update(JSON.stringify(bindings)).digest('base64').slice(0, 16);
  return { version: 1, etag, bindings };
}

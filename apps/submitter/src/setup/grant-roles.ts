import { ApiError } from '../cloud/api-error.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { type Json, promised } from '../cloud/rest-api.ts';
import { accountOf } from './create-account.ts';
import type { ProjectApis } from './project-apis.ts';
import type { Step } from './step.ts';

/** Reads data and packages, writes models and checkpoints. */
const BUCKET_ROLE = 'roles/storage.objectUser';
/** What a job prints is written in its account's name: without it nothing is to be read. */
const LOG_ROLE = 'roles/logging.logWriter';

/** An older version leaves conditions out of what is read, and so takes them away from what is written. */
const POLICY_VERSION = 3;

export function grantBucketRole({ bucket, project }: Cloud, { buckets }: ProjectApis): Step {
  const member = `serviceAccount:${accountOf(project)}`;
  const policy = async (): Promise<Json> =>
    await buckets.call('GET', `b/${bucket}/iam?optionsRequestedPolicyVersion=${POLICY_VERSION}`);
  return {
    name: 'access to the bucket',
    gcloud: `gcloud storage buckets add-iam-policy-binding gs://${bucket} --member=${member} --role=${BUCKET_ROLE}`,
    isDone: async () => has(await policy(), BUCKET_ROLE, member),
    act: async () =>
      await againIfChanged(async () => {
        const changed = withBinding(await policy(), BUCKET_ROLE, member);
        confirm(await buckets.call('PUT', `b/${bucket}/iam`, changed), BUCKET_ROLE, member);
      }),
  };
}

export function grantLogRole({ project }: Cloud, { projects }: ProjectApis): Step {
  const member = `serviceAccount:${accountOf(project)}`;
  const policy = async (): Promise<Json> =>
    await projects.ask(`projects/${project}:getIamPolicy`, { options: { requestedPolicyVersion: POLICY_VERSION } });
  return {
    name: 'access to the log',
    gcloud: `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=${LOG_ROLE} --condition=None`,
    isDone: async () => has(await policy(), LOG_ROLE, member),
    act: async () =>
      await againIfChanged(async () => {
        const changed = withBinding(await policy(), LOG_ROLE, member);
        confirm(await projects.call('POST', `projects/${project}:setIamPolicy`, { policy: changed }), LOG_ROLE, member);
      }),
  };
}

const TRIES = 3;

/** A policy's etag refuses the change where somebody else was faster: then it is read and changed once more. */
async function againIfChanged(change: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await change();
    } catch (error) {
      const wasFaster = error instanceof ApiError && (error.code === 'ABORTED' || error.code === 'FAILED_PRECONDITION');
      if (!wasFaster || tries === TRIES) throw error;
    }
  }
}

interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: unknown;
}

function bindingsOf({ bindings }: Json): readonly Binding[] {
  const list: readonly unknown[] = Array.isArray(bindings) ? bindings : [];
  return list.map((one) => {
    const { role, members, ...more } = Object(one) as Json;
    return { ...more, role: String(role), members: Array.isArray(members) ? members.map(String) : [] };
  });
}

function has(policy: Json, role: string, member: string): boolean {
  return bindingsOf(policy).some((one) => one.role === role && !one.condition && one.members.includes(member));
}

/** The answer to a change is the policy that is in force. */
function confirm(policy: Json, role: string, member: string): void {
  if (!has(policy, role, member)) throw promised(`${role} is not in the policy that was set`);
}

/** The policy with a member more; everything else in it stays. */
function withBinding(policy: Json, role: string, member: string): Json {
  const bindings = bindingsOf(policy);
  const there = bindings.find((one) => one.role === role && !one.condition);
  const changed =
    there === undefined
      ? [...bindings, { role, members: [member] }]
      : bindings.map((one) => (one === there ? { ...one, members: [...one.members, member] } : one));
  return { ...policy, bindings: changed };
}

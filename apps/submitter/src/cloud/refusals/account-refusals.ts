import type { ApiError } from '../api-error.ts';
import type { Refusal } from './refusal.ts';

/** gcloud's own project: what calls are counted against when credentials name no quota project. */
const GCLOUD_CONSUMER = '764086051850';

const LOGIN = 'gcloud auth application-default login';
const OR_UNSET = 'or, where GOOGLE_APPLICATION_CREDENTIALS is set, give it a new key or unset it';

/** Refusals of who asks: project, billing, policies, credentials, permissions. */
export const ACCOUNT_REFUSALS: readonly Refusal[] = [
  {
    name: 'no quota project',
    text: new RegExp(`requires a quota project|consumer 'projects/${GCLOUD_CONSUMER}'|project ${GCLOUD_CONSUMER}`),
    explain: (_, { project }) => ({
      what: 'the credentials name no project for quota and billing',
      hint: `gcloud auth application-default set-quota-project ${project}`,
    }),
  },
  {
    name: 'API disabled',
    reasons: ['SERVICE_DISABLED'],
    text: /SERVICE_DISABLED|has not been used in project|API .*it is disabled/,
    explain: ({ message, metadata }, { project }) => {
      const api = metadata.service ?? /([a-z]+\.googleapis\.com)/.exec(message)?.[1] ?? 'aiplatform.googleapis.com';
      return {
        what: `the API ${api} is disabled in project ${project}`,
        hint: `gcloud services enable ${api} --project ${project}, then wait a minute; submitter setup does it`,
      };
    },
  },
  {
    name: 'billing disabled',
    reasons: ['BILLING_DISABLED'],
    text: /billing to be enabled|has billing disabled|billing account .*(disabled|closed|absent)|billing is (disabled|not enabled)/i,
    explain: (_, { project }) => ({
      what: `project ${project} has no billing account that is open`,
      hint: `link one at https://console.cloud.google.com/billing/linkedaccount?project=${project}, then wait a few minutes`,
    }),
  },
  {
    name: 'service perimeter',
    reasons: ['SECURITY_POLICY_VIOLATED'],
    text: /prohibited by organization's policy|vpcServiceControlsUniqueIdentifier|VPC_SERVICE_CONTROLS/,
    explain: ({ message }) => {
      const id = /vpcServiceControlsUniqueIdentifier: *([\w-]+)/.exec(message)?.[1];
      return {
        what: `a service perimeter (VPC Service Controls) forbids the call${id ? `, unique id ${id}` : ''}`,
        hint: 'call from inside the perimeter, or give the id to whoever looks after it: no role of yours helps',
      };
    },
  },
  {
    name: 'organization policy',
    reasons: ['ORG_RESTRICTION_VIOLATION', 'ORG_RESTRICTION_HEADER_INVALID', 'LOCATION_ORG_POLICY_VIOLATED'],
    text: /constraints?\/[\w.]+|organization policy|violates constraint/i,
    explain: ({ message }) => ({
      what: `an organization policy forbids it, ${message}`,
      hint: 'ask whoever looks after the organization; another --region or --service-account may be allowed',
    }),
  },
  {
    name: 'project may not be used',
    reasons: ['USER_PROJECT_DENIED'],
    text: /serviceusage\.services\.use|serviceUsageConsumer/,
    explain: (_, { project }) => ({
      what: `you may not use project ${project} for quota and billing`,
      hint: `ask for roles/serviceusage.serviceUsageConsumer in project ${project}, then wait a few minutes`,
    }),
  },
  {
    name: 'project suspended',
    reasons: ['CONSUMER_SUSPENDED'],
    text: /consumer .*suspended|project .*suspended/i,
    explain: (_, { project }) => ({
      what: `project ${project} is suspended`,
      hint: `see https://console.cloud.google.com/home/dashboard?project=${project}: billing or abuse, most often`,
    }),
  },
  {
    name: 'no such project',
    reasons: ['CONSUMER_INVALID', 'RESOURCE_PROJECT_INVALID'],
    text: /permission denied on resource project|project .*(does not exist|not found|deleted)|invalid project/i,
    explain: ({ message, metadata }, { project }) => ({
      what: `no such project, or none of yours, ${metadata.consumer?.replace('projects/', '') ?? project} (${message})`,
      hint: 'give --project with the id, not the name: gcloud projects list shows both',
    }),
  },
  {
    name: 'clock',
    text: /invalid jwt|token must be a short-lived token|iat and exp/i,
    explain: () => ({
      what: "the key's signature is refused, most often because this machine's clock is wrong",
      hint: 'set the clock (submitter doctor shows by how much), or make a new key',
    }),
  },
  {
    name: 'no credentials',
    reasons: ['CREDENTIALS_MISSING'],
    text: /could not load the default credentials|missing (a )?valid authentication credential|missing required authentication/i,
    explain: () => ({ what: 'no credentials', hint: LOGIN }),
  },
  {
    name: 'scopes',
    reasons: ['ACCESS_TOKEN_SCOPE_INSUFFICIENT'],
    text: /insufficient authentication scopes/i,
    explain: () => ({
      what: 'the credentials carry too few scopes',
      hint: `${LOGIN} --scopes=https://www.googleapis.com/auth/cloud-platform; a machine needs that scope on its own account`,
    }),
  },
  {
    name: 'credentials not accepted',
    reasons: ['ACCESS_TOKEN_EXPIRED', 'ACCESS_TOKEN_TYPE_UNSUPPORTED', 'ACCOUNT_STATE_INVALID'],
    text: /invalid_grant|invalid_rapt|reauth|expired or revoked|ACCESS_TOKEN_EXPIRED/i,
    explain: expired,
  },
  { name: 'not authenticated', codes: ['UNAUTHENTICATED'], explain: expired },
  {
    name: 'service account may not be used',
    text: /permission to act as|iam\.serviceAccounts\.actAs|not have .*actAs/i,
    explain: ({ message }, { project, serviceAccount }) => {
      const account = accountIn(message) ?? serviceAccount ?? 'that service account';
      return {
        what: `you may not run jobs as ${account}, or it is not there`,
        hint: `ask for roles/iam.serviceAccountUser on it; gcloud iam service-accounts list --project ${project} shows those that are`,
      };
    },
  },
  {
    name: 'no such service account',
    text: /service account .*(does not exist|not found)|unknown service account/i,
    explain: ({ message }, { project, serviceAccount }) => ({
      what: `no such service account, ${accountIn(message) ?? serviceAccount ?? 'see --service-account'}`,
      hint: `gcloud iam service-accounts list --project ${project}, or leave --service-account out`,
    }),
  },
  {
    name: "service agent lacks the bucket's permission",
    text: /service account .*does not have .*storage\.\w+\.\w+|does not have storage\.\w+\.\w+ access/i,
    explain: ({ message }) => ({
      what: `${accountIn(message) ?? 'an account'} may not use the bucket, ${message}`,
      hint: 'give it roles/storage.objectUser on the bucket',
    }),
  },
];

function expired({ message }: ApiError): { readonly what: string; readonly hint: string } {
  return {
    what: 'the credentials have expired or are not accepted',
    hint: /invalid_rapt|reauth/i.test(message)
      ? `${LOGIN} (your organization asks for a new login every so often)`
      : `${LOGIN}, ${OR_UNSET}`,
  };
}

function accountIn(message: string): string | undefined {
  return /([\w-]+@[\w.-]*gserviceaccount\.com)/.exec(message)?.[1];
}

import { quotaConsoleUrl } from '../console-url.ts';
import { roleFor } from '../role-for.ts';
import type { Refusal } from './refusal.ts';

const REQUEST_CODES = ['INVALID_ARGUMENT', 'FAILED_PRECONDITION', 'OUT_OF_RANGE', 'NOT_FOUND'] as const;

/** Refusals of what is asked for: quota, rates, images, buckets, regions, machines, keys, networks, fields. */
export const REQUEST_REFUSALS: readonly Refusal[] = [
  {
    name: 'service agents being provisioned',
    text: /service agents? .*(being provisioned|not (yet )?(exist|provisioned))|@gcp-sa-aiplatform\S* does not exist/i,
    explain: () => ({
      what: "Vertex AI is still making its service agents, as at a project's first use",
      hint: 'wait a few minutes, then give the same command again',
    }),
  },
  {
    name: "Docker Hub's limit",
    text: /toomanyrequests|pull rate limit/i,
    explain: () => ({
      what: "Docker Hub's limit of pulls is used up, which Vertex AI's addresses share with everybody",
      hint: 'give --image mirror.gcr.io/library/node:24-slim, or one of an Artifact Registry remote repository',
    }),
  },
  {
    name: 'quota',
    reasons: ['RESOURCE_QUOTA_EXCEEDED', 'RESOURCE_USAGE_RESTRICTION_VIOLATED'],
    text: /quota metrics? exceed quota limits?|exceeds the allowed maximum/i,
    explain: ({ message, metadata }, { project, region }) => {
      const metric = metadata.quota_metric ?? /quota limits?: *([^\s,]+)/i.exec(message)?.[1];
      return {
        what: `out of quota in ${region}, ${metric ? `metric ${metric}` : message}`,
        hint: `ask for more at ${quotaConsoleUrl(project)}, or try another region or a smaller E2 machine`,
      };
    },
  },
  {
    name: 'rate',
    reasons: ['RATE_LIMIT_EXCEEDED'],
    text: /quota exceeded for .*(per minute|per day|requests|\w+_requests)|too many requests|rate ?limit/i,
    explain: ({ message, metadata }, { project }) => {
      const metric = metadata.quota_metric ?? /quota metric '([^']+)'/i.exec(message)?.[1];
      return {
        what: `asked too often${metric ? `, metric ${metric}` : `, ${message}`}`,
        hint: `wait a minute and try again; the limit is shared by project ${project}, ${quotaConsoleUrl(project)} shows it`,
      };
    },
  },
  {
    name: 'exhausted',
    codes: ['RESOURCE_EXHAUSTED'],
    explain: ({ message }, { project }) => ({
      what: `a limit is used up, ${message}`,
      hint: `wait and try again, or see ${quotaConsoleUrl(project)}`,
    }),
  },
  {
    name: 'image not readable',
    text: /artifact ?registry.*(permission|denied)|permission.*artifact ?registry|artifactregistry\.repositories/i,
    explain: ({ message }, { project }) => {
      const agent = /(service-\d+@gcp-sa-aiplatform-cc[\w.-]*)/.exec(message)?.[1];
      return {
        what: `the image may not be read, ${message}`,
        hint: `give roles/artifactregistry.reader in ${project} to ${agent ?? 'service-NUMBER@gcp-sa-aiplatform-cc.iam.gserviceaccount.com'}`,
      };
    },
  },
  {
    name: 'no such image',
    text: /manifest unknown|ImagePull|image .*(not found|not exist|invalid)|pull (the )?image/i,
    explain: ({ message }) => ({ what: `the image cannot be had, ${message}`, hint: 'check --image' }),
  },
  {
    name: 'bucket in another region',
    text: /bucket.*(is in location|regional location)|multi-?region.*bucket|bucket.*multi-?region/i,
    explain: ({ message }, { region }) => ({
      what: `the bucket does not fit, ${message}`,
      hint: `use one in ${region}: gcloud storage buckets create gs://NAME --location=${region}`,
    }),
  },
  {
    name: 'region not served',
    reasons: ['LOCATION_POLICY_VIOLATED'],
    text: /unsupported (region|location)|(location|region) .*(is not supported|not found or access is unauthorized|does not exist)/i,
    explain: ({ message }, { region }) => ({
      what: `${region} does not serve this, ${message}`,
      hint: 'try another --region, such as europe-west1',
    }),
  },
  {
    name: 'machine type',
    text: /machine ?type .*(not supported|not available|invalid|unsupported|does not exist)|unsupported machine ?type/i,
    explain: ({ message }, { region }) => ({
      what: `${region} does not have this machine, ${message}`,
      hint: 'try --machine-type e2-standard-4',
    }),
  },
  {
    name: 'disk type',
    text: /(boot ?)?disk ?type|disk_spec/i,
    codes: REQUEST_CODES,
    explain: ({ message }) => ({
      what: `the disk does not fit the machine, ${message}`,
      hint: 'n4 machines have hyperdisk-balanced, the others pd-ssd or pd-standard: see --disk-type',
    }),
  },
  {
    name: 'key',
    text: /cloudkms|cryptoKey|\bKMS\b|CMEK/i,
    explain: ({ message }, { project }) => ({
      what: `the key cannot be used, ${message}`,
      hint: `give roles/cloudkms.cryptoKeyEncrypterDecrypter on --kms-key to the Vertex AI service agent of ${project}`,
    }),
  },
  {
    name: 'network',
    text: /NETWORK_NOT_PEERED|peer(ing|ed)|reserved_ip_range|IP range|service networking|\bnetwork\b.*(not found|invalid|does not exist)/i,
    codes: REQUEST_CODES,
    explain: ({ message }) => ({
      what: `the network cannot be used, ${message}`,
      hint: 'peer it with servicenetworking.googleapis.com first, or leave --network out: the trainer needs none',
    }),
  },
  {
    name: 'model server did not start',
    text: /model server (never became ready|exited unexpectedly|did not start|terminated)/i,
    explain: ({ message }) => ({
      what: `the model does not load, ${message}`,
      hint: 'its log is in the Logs Explorer; submitter undeploy removes what was left',
    }),
  },
  {
    name: 'still deployed',
    text: /is deployed|still has deployed|undeploy (it|the)/i,
    codes: ['FAILED_PRECONDITION', 'INVALID_ARGUMENT'],
    explain: ({ message }) => ({ what: `in use, ${message}`, hint: 'submitter undeploy takes it down in order' }),
  },
  {
    name: 'nothing deployed',
    text: /doesn't have traffic_split|no deployed model|not been deployed/i,
    explain: () => ({ what: 'no model is online there', hint: 'submitter deploy puts one up' }),
  },
  {
    name: 'persistent resource',
    text: /persistent ?resource/i,
    codes: REQUEST_CODES,
    explain: ({ message }, { region }) => ({
      what: `the persistent resource cannot be used, ${message}`,
      hint: `gcloud ai persistent-resources list --region=${region} shows them; machine and disk have to be those of its pool`,
    }),
  },
  {
    name: 'field',
    text: /Field: \S+; Message:/,
    explain: ({ message }, { dryRun }) => {
      const [, field = '', why = message] = /Field: (\S+); Message: (.*?)\s*$/s.exec(message) ?? [];
      return { what: `refused, field ${field}: ${why}`, hint: seen(dryRun) };
    },
  },
  {
    name: 'permission',
    reasons: ['IAM_PERMISSION_DENIED'],
    codes: ['PERMISSION_DENIED'],
    text: /.*/s,
    explain: ({ message, metadata }, { project, permission: wanted = '' }) => {
      const permission = metadata.permission ?? /[Pp]ermission '?([a-z]+\.[\w.]+\w)'?/.exec(message)?.[1] ?? '';
      return {
        what: `permission denied${permission ? `, ${permission}` : `, ${message}`}`,
        hint: `ask for ${roleFor(permission || wanted)} in project ${project}`,
      };
    },
  },
  {
    name: 'there already',
    codes: ['ALREADY_EXISTS'],
    explain: ({ message }) => ({ what: `there already, ${message}`, hint: 'choose another name' }),
  },
  {
    name: 'changed meanwhile',
    codes: ['ABORTED'],
    explain: ({ message }) => ({
      what: `something else changes it at the same time, ${message}`,
      hint: 'try again when that is done',
    }),
  },
  {
    name: 'not found',
    codes: ['NOT_FOUND'],
    explain: ({ message }, { region }) => ({
      what: `not found, ${message}`,
      hint: `what is of one region is known there only: is it in ${region}? try --region`,
    }),
  },
  {
    name: 'refused',
    codes: ['INVALID_ARGUMENT', 'FAILED_PRECONDITION', 'OUT_OF_RANGE'],
    explain: ({ message }, { dryRun }) => ({ what: `refused, ${message}`, hint: seen(dryRun) }),
  },
];

function seen(dryRun: string | undefined): string {
  return dryRun === undefined ? 'submitter doctor checks the set-up' : `submitter ${dryRun} shows the request`;
}

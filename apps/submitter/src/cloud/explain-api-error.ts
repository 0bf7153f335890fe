import type { ApiError } from './api-error.ts';
import { quotaConsoleUrl } from './console-url.ts';
import { JobError } from './job-error.ts';
import { roleFor } from './role-for.ts';

/** Where the call went. */
export interface CallPlace {
  readonly project: string;
  readonly region: string;
  /** The job's own service account, when one was asked for. */
  readonly serviceAccount?: string | undefined;
  /** What the call wants, for a refusal that does not name it. */
  readonly permission?: string | undefined;
}

interface Explanation {
  readonly what: string;
  readonly hint: string;
}

/** What an API refused, as one sentence that says who must act: what it means here, then what to do. */
export function explainApiError(where: string, error: ApiError, place: CallPlace): JobError {
  const found = RULES.map((rule) => rule(error, place)).find((explanation) => explanation !== undefined);
  const { what, hint } = found ?? { what: error.message, hint: `see submitter doctor (${error.code})` };
  return new JobError(where, { what, hint, cause: error });
}

type Rule = (error: ApiError, place: CallPlace) => Explanation | undefined;

/** The first that fits explains it: the particular before the general. Texts as in Google's own answers. */
const RULES: readonly Rule[] = [
  function disabledApi({ message, reason }, { project }) {
    if (reason !== 'SERVICE_DISABLED' && !/SERVICE_DISABLED|has not been used in project|it is disabled/.test(message))
      return;
    const api = /([a-z]+\.googleapis\.com)/.exec(message)?.[1] ?? 'aiplatform.googleapis.com';
    return {
      what: `the API ${api} is disabled in project ${project}`,
      hint: `gcloud services enable ${api} --project ${project}, then wait a minute`,
    };
  },
  function quota({ message, code }, { project, region }) {
    if (code !== 'RESOURCE_EXHAUSTED') return;
    const metric =
      /quota metrics? exceed quota limits?: *([^\s,]+)/i.exec(message)?.[1] ?? /metric '?([\w./]+)/.exec(message)?.[1];
    return {
      what: `out of quota in ${region}${metric ? `, metric ${metric}` : `, ${message}`}`,
      hint: `ask for more at ${quotaConsoleUrl(project)}, or try another region or a smaller E2 machine`,
    };
  },
  function credentials({ message, code }) {
    if (code !== 'UNAUTHENTICATED' && !/invalid_grant|invalid_rapt|reauth|default credentials/i.test(message)) return;
    return /Could not load the default credentials/i.test(message)
      ? { what: 'no credentials', hint: 'gcloud auth application-default login' }
      : { what: 'the credentials have expired or are not accepted', hint: 'gcloud auth application-default login' };
  },
  function serviceAccount({ message, code }, place) {
    const account = /([\w-]+@[\w.-]*gserviceaccount\.com)/.exec(message)?.[1] ?? place.serviceAccount;
    const isMissing = /service account .*(does not exist|not found)|unknown service account/i.test(message);
    if (isMissing) {
      const hint = `gcloud iam service-accounts list --project ${place.project}, or leave --service-account out`;
      return { what: `no such service account, ${account ?? 'see --service-account'}`, hint };
    }
    if (code === 'PERMISSION_DENIED' && /actAs|act as/i.test(message)) {
      return {
        what: `you may not run jobs as ${account ?? 'that service account'}`,
        hint: 'ask for roles/iam.serviceAccountUser on it',
      };
    }
    return;
  },
  function imagePull({ message }, { project }) {
    if (!/artifact ?registry|pull (the )?image|ImagePull|image .*not (found|exist)|manifest unknown/i.test(message))
      return;
    const agent =
      /(service-\d+@gcp-sa-aiplatform-cc[\w.-]*)/.exec(message)?.[1] ??
      `service-NUMBER@gcp-sa-aiplatform-cc.iam.gserviceaccount.com`;
    return {
      what: `the image cannot be pulled, ${message}`,
      hint: `check --image; for Artifact Registry give roles/artifactregistry.reader in ${project} to ${agent}`,
    };
  },
  function bucketRegion({ message }, { region }) {
    if (!/bucket.*(region|location)|multi-?region/i.test(message)) return;
    return { what: `the bucket does not fit, ${message}`, hint: `use a regional bucket in ${region}` };
  },
  function permission({ message, code }, { project, permission: wanted = '' }) {
    if (code !== 'PERMISSION_DENIED') return;
    const permission = /[Pp]ermission '?([a-z]+\.[\w.]+)'?/.exec(message)?.[1] ?? '';
    return {
      what: `permission denied${permission ? `, ${permission}` : `, ${message}`}`,
      hint: `ask for ${roleFor(permission || wanted)} in project ${project}`,
    };
  },
  function wrongEndpoint({ message, code }, { region }) {
    const isFrontEnd =
      code === 'UNIMPLEMENTED' ||
      /<html|Received HTTP status code 404|Received http2 header with status/i.test(message);
    if (!isFrontEnd) return;
    return {
      what: 'the endpoint does not know this call',
      hint: `the API of a region answers for that region alone; is ${region} right, and AIPLATFORM_API_ENDPOINT unset?`,
    };
  },
  function missing({ message, code }, { region }) {
    if (code !== 'NOT_FOUND') return;
    return {
      what: `not found, ${message}`,
      hint: `a job is known in its own region only: is it in ${region}? try --region`,
    };
  },
  function unreachable({ message, code }, { region }) {
    if (code !== 'UNAVAILABLE' && code !== 'DEADLINE_EXCEEDED') return;
    return { what: `no answer from Vertex AI in ${region}, ${message}`, hint: 'check the network, and try again' };
  },
  function invalid({ message, code }) {
    if (code !== 'INVALID_ARGUMENT' && code !== 'FAILED_PRECONDITION') return;
    return { what: `refused, ${message}`, hint: 'submit --dry-run shows the request' };
  },
];

/**
 * What Google's APIs really answer in place of what was asked for, and what is made of it. Sources: REPO#N is an issue or
 * pull request of github.com/REPO; ErrorInfo is googleapis/google/api/error_reason.proto; DOCS are Google's own pages.
 */
import { expect, test } from 'vitest';
import { type ApiCode, apiErrorOf } from '../src/cloud/api-error.ts';
import { explainApiError, refusalOf } from '../src/cloud/explain-api-error.ts';

interface Case {
  readonly source: string;
  readonly code: ApiCode | string;
  readonly text: string;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly refusal: string;
  readonly advice: RegExp;
}

const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const CASES: readonly Case[] = [
  // Project, billing, policies.
  {
    source: 'GoogleCloudPlatform/agent-starter-pack#304',
    code: 'PERMISSION_DENIED',
    text: 'Vertex AI API has not been used in project my-project before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/aiplatform.googleapis.com/overview?project=my-project then retry.',
    refusal: 'API disabled',
    advice: /gcloud services enable aiplatform\.googleapis\.com --project my-project/,
  },
  {
    source: 'googleapis/python-aiplatform#2563',
    code: 'PERMISSION_DENIED',
    text: 'Refused.',
    reason: 'SERVICE_DISABLED',
    metadata: { service: 'logging.googleapis.com' },
    refusal: 'API disabled',
    advice: /enable logging\.googleapis\.com/,
  },
  {
    source: 'googleapis/google-auth-library-python#1459',
    code: 'PERMISSION_DENIED',
    text: 'Your application is authenticating by using local Application Default Credentials. The aiplatform.googleapis.com API requires a quota project, which is not set by default. To learn how to set your quota project, see https://cloud.google.com/docs/authentication/adc-troubleshooting/user-creds .',
    reason: 'SERVICE_DISABLED',
    metadata: { consumer: 'projects/764086051850' },
    refusal: 'no quota project',
    advice: /set-quota-project my-project/,
  },
  {
    source: 'GoogleCloudPlatform/terraform-google-secured-data-warehouse#325',
    code: 'PERMISSION_DENIED',
    text: 'Your application is authenticating by using local Application Default Credentials. The accesscontextmanager.googleapis.com API requires a quota project, which is not set by default.',
    refusal: 'no quota project',
    advice: /set-quota-project/,
  },
  {
    source: 'GoogleCloudPlatform/php-docs-samples#1235',
    code: 'PERMISSION_DENIED',
    text: 'This API method requires billing to be enabled. Please enable billing on project #1051023892108 by visiting https://console.developers.google.com/billing/enable?project=1051023892108 then retry.',
    reason: 'BILLING_DISABLED',
    refusal: 'billing disabled',
    advice: /billing\/linkedaccount\?project=my-project/,
  },
  {
    source: 'GoogleCloudPlatform/java-docs-samples#276',
    code: 'PERMISSION_DENIED',
    text: 'Project charming-module-137923 (#808448574146) has billing disabled. Please enable it.',
    refusal: 'billing disabled',
    advice: /linkedaccount/,
  },
  {
    source: 'swiss-ai-center/a-guide-to-mlops#102',
    code: 'PERMISSION_DENIED',
    text: 'The billing account for the owning project is disabled in state absent',
    refusal: 'billing disabled',
    advice: /linkedaccount/,
  },
  {
    source: 'cloudquery/cloudquery#1062',
    code: 'PERMISSION_DENIED',
    text: "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: eYhDkfYCu-dOCjuj8X4Am9",
    reason: 'SECURITY_POLICY_VIOLATED',
    refusal: 'service perimeter',
    advice: /inside the perimeter/,
  },
  {
    source: 'googleapis/python-aiplatform#5132',
    code: 'PERMISSION_DENIED',
    text: "Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: HICD57WFowE88NokFnbyJFBiwe7m",
    refusal: 'service perimeter',
    advice: /no role of yours helps/,
  },
  {
    source: 'DOCS, organization policy',
    code: 'FAILED_PRECONDITION',
    text: 'Constraint constraints/gcp.resourceLocations violated for projects/my-project attempting the call with location europe-west1.',
    refusal: 'organization policy',
    advice: /whoever looks after the organization/,
  },
  {
    source: 'google-github-actions/auth#250',
    code: 'PERMISSION_DENIED',
    text: 'Caller does not have required permission to use project xxx-yyy. Grant the caller the roles/serviceusage.serviceUsageConsumer role, or a custom role with the serviceusage.services.use permission, by visiting https://console.developers.google.com/iam-admin/iam/project?project=xxx-yyy and then retry.',
    reason: 'USER_PROJECT_DENIED',
    refusal: 'project may not be used',
    advice: /roles\/serviceusage\.serviceUsageConsumer in project my-project/,
  },
  {
    source: 'googleapis/google-cloud-ruby#6456',
    code: 'PERMISSION_DENIED',
    text: 'a@p.iam.gserviceaccount.com does not have serviceusage.services.use access to the Google Cloud project.',
    refusal: 'project may not be used',
    advice: /serviceUsageConsumer/,
  },
  {
    source: 'GoogleCloudPlatform/training-data-analyst#1811',
    code: 'PERMISSION_DENIED',
    text: 'Permission denied on resource project My First Project.',
    reason: 'CONSUMER_INVALID',
    metadata: { consumer: 'projects/My First Project' },
    refusal: 'no such project',
    advice: /the id, not the name/,
  },
  {
    source: 'as Resource Manager',
    code: 'NOT_FOUND',
    text: "The project 'projects/my-projekt' does not exist or has been deleted.",
    refusal: 'no such project',
    advice: /gcloud projects list/,
  },
  {
    source: 'ErrorInfo',
    code: 'PERMISSION_DENIED',
    text: "Permission denied: Consumer 'project:my-project' has been suspended.",
    reason: 'CONSUMER_SUSPENDED',
    refusal: 'project suspended',
    advice: /dashboard\?project=my-project/,
  },
  // Credentials.
  {
    source: 'googleapis/google-auth-library-nodejs',
    code: '',
    text: 'Could not load the default credentials. Browse to https://cloud.google.com/docs/authentication/getting-started for more information.',
    refusal: 'no credentials',
    advice: /application-default login$/,
  },
  {
    source: 'ErrorInfo',
    code: 'UNAUTHENTICATED',
    text: 'Request is missing required authentication credential.',
    reason: 'CREDENTIALS_MISSING',
    refusal: 'no credentials',
    advice: /application-default login/,
  },
  {
    source: 'ErrorInfo',
    code: 'UNAUTHENTICATED',
    text: 'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    reason: 'ACCESS_TOKEN_EXPIRED',
    refusal: 'credentials not accepted',
    advice: /GOOGLE_APPLICATION_CREDENTIALS/,
  },
  {
    source: 'as the token endpoint',
    code: '',
    text: 'invalid_grant: Token has been expired or revoked.',
    refusal: 'credentials not accepted',
    advice: /application-default login/,
  },
  {
    source: 'as the token endpoint',
    code: '',
    text: 'invalid_grant: reauth related error (invalid_rapt)',
    refusal: 'credentials not accepted',
    advice: /new login every so often/,
  },
  {
    source: 'as the token endpoint',
    code: '',
    text: 'invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    refusal: 'clock',
    advice: /set the clock/,
  },
  {
    source: 'HTTP',
    code: 'UNAUTHENTICATED',
    text: 'Unauthorized',
    refusal: 'not authenticated',
    advice: /application-default login/,
  },
  {
    source: 'googleapis/python-aiplatform#902',
    code: 'PERMISSION_DENIED',
    text: 'Request had insufficient authentication scopes.',
    reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
    refusal: 'scopes',
    advice: /--scopes=/,
  },
  // Permissions and accounts.
  {
    source: 'rhel-lightspeed/linux-mcp-server#450',
    code: 'PERMISSION_DENIED',
    text: "Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/p/locations/us-central1/endpoints/1' (or it may not exist).",
    reason: 'IAM_PERMISSION_DENIED',
    metadata: { permission: 'aiplatform.endpoints.predict' },
    refusal: 'permission',
    advice: /roles\/aiplatform\.user in project my-project/,
  },
  {
    source: 'as Cloud Logging',
    code: 'PERMISSION_DENIED',
    text: "Permission 'logging.logEntries.list' denied on resource (or it may not exist).",
    refusal: 'permission',
    advice: /roles\/logging\.viewer/,
  },
  {
    source: 'HTTP',
    code: 'PERMISSION_DENIED',
    text: 'The caller does not have permission',
    refusal: 'permission',
    advice: /ask for roles/,
  },
  {
    source: 'googleapis/python-aiplatform#1073',
    code: 'INVALID_ARGUMENT',
    text: 'You do not have permission to act as service_account: 1-compute@developer.gserviceaccount.com. (or it may not exist).',
    refusal: 'service account may not be used',
    advice: /roles\/iam\.serviceAccountUser/,
  },
  {
    source: 'GoogleCloudPlatform/cloud-foundation-fabric#3788',
    code: 'INVALID_ARGUMENT',
    text: 'Service account trainer@my-project.iam.gserviceaccount.com does not exist.',
    refusal: 'no such service account',
    advice: /service-accounts list/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#3710',
    code: 'FAILED_PRECONDITION',
    text: 'Service account `service-789051324393@gcp-sa-aiplatform.iam.gserviceaccount.com` does not have `[storage.objects.get]` IAM permission(s) to the directory "gs://mco-mm/churn".',
    refusal: "service agent lacks the bucket's permission",
    advice: /roles\/storage\.objectUser on the bucket/,
  },
  // The first use of every new project.
  {
    source: 'public sample code, many copies',
    code: 'FAILED_PRECONDITION',
    text: 'Service agents are being provisioned (https://cloud.google.com/vertex-ai/docs/general/access-control#service-agents). Service agents are needed to read the Cloud Storage file provided. So please try again in a few minutes.',
    refusal: 'service agents being provisioned',
    advice: /wait a few minutes/,
  },
  // Limits.
  {
    source: 'GoogleCloudPlatform/stable-diffusion-on-gcp#12',
    code: 'RESOURCE_EXHAUSTED',
    text: 'The following quota metrics exceed quota limits: aiplatform.googleapis.com/custom_model_training_nvidia_l4_gpus',
    refusal: 'quota',
    advice: /iam-admin\/quotas\?project=my-project/,
  },
  {
    source: 'google-deepmind/xmanager#29',
    code: 'RESOURCE_EXHAUSTED',
    text: 'The following quota metrics exceed quota limits: aiplatform.googleapis.com/custom_model_training_cpus',
    refusal: 'quota',
    advice: /another region or a smaller E2 machine/,
  },
  {
    source: 'FIRST-Tech-Challenge/fmltc#318',
    code: 'RESOURCE_EXHAUSTED',
    text: 'Quota failure for project fmltc-400415. The request for 1 K80 accelerators exceeds the allowed maximum of 0 A100, 0 K80.',
    refusal: 'quota',
    advice: /ask for more/,
  },
  {
    source: 'GoogleCloudPlatform/Open_Data_QnA#61',
    code: 'RESOURCE_EXHAUSTED',
    text: 'Quota exceeded for aiplatform.googleapis.com/generate_content_requests_per_minute_per_project_per_base_model with base model: gemini-pro.',
    refusal: 'rate',
    advice: /wait a minute/,
  },
  {
    source: 'as Cloud Logging',
    code: 'RESOURCE_EXHAUSTED',
    text: "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' of service 'logging.googleapis.com' for consumer 'project_number:1'.",
    reason: 'RATE_LIMIT_EXCEEDED',
    refusal: 'rate',
    advice: /shared by project my-project/,
  },
  {
    source: "as Vertex AI's online prediction",
    code: 'RESOURCE_EXHAUSTED',
    text: "Quota exceeded for quota metric 'Online prediction requests per base model' and limit 'requests per minute'.",
    refusal: 'rate',
    advice: /wait a minute/,
  },
  {
    source: 'HTTP',
    code: 'RESOURCE_EXHAUSTED',
    text: 'Resource has been exhausted (e.g. check quota).',
    refusal: 'exhausted',
    advice: /wait and try again/,
  },
  // Images, buckets, regions, machines, keys, networks.
  {
    source: 'docker/hub-feedback#2464',
    code: 'INVALID_ARGUMENT',
    text: 'toomanyrequests: You have reached your unauthenticated pull rate limit.',
    refusal: "Docker Hub's limit",
    advice: /mirror\.gcr\.io/,
  },
  {
    source: 'DOCS, NAS troubleshooting',
    code: 'INVALID_ARGUMENT',
    text: 'Vertex AI Service Agent service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com does not have permission to access Artifact Registry repository projects/p/locations/l/repositories/r.',
    refusal: 'image not readable',
    advice: /to service-1@gcp-sa-aiplatform-cc/,
  },
  {
    source: 'as a registry',
    code: 'NOT_FOUND',
    text: 'Image europe-west1-docker.pkg.dev/p/r/node:24 not found: manifest unknown',
    refusal: 'no such image',
    advice: /check --image/,
  },
  {
    source: 'googleapis/python-aiplatform#885',
    code: 'FAILED_PRECONDITION',
    text: 'The Cloud Storage bucket of `gs://model_metadata_prod/aiplatform-custom-job-2021-12-05` is in location `us`. It must be in the same regional location as the service location `us-central1`.',
    refusal: 'bucket in another region',
    advice: /--location=europe-west1/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#19',
    code: 'FAILED_PRECONDITION',
    text: 'The Cloud Storage bucket of `gs://avolkov/tmp/artifacts` is in location `us`. It must be in the same regional location as the service location `us-central1`.',
    refusal: 'bucket in another region',
    advice: /buckets create gs:\/\/NAME/,
  },
  {
    source: 'as Vertex AI',
    code: 'INVALID_ARGUMENT',
    text: 'Unsupported region for Vertex AI: europe-north3',
    refusal: 'region not served',
    advice: /another --region/,
  },
  {
    source: 'as Vertex AI',
    code: 'INVALID_ARGUMENT',
    text: 'Machine type "e2-standard-2" is not supported.',
    refusal: 'machine type',
    advice: /e2-standard-4/,
  },
  {
    source: 'nextflow-io/nextflow#6614',
    code: 'INVALID_ARGUMENT',
    text: '[pd-ssd] disk type cannot be used by n4-standard-4 machine type.',
    refusal: 'disk type',
    advice: /hyperdisk-balanced/,
  },
  {
    source: 'as Cloud KMS',
    code: 'PERMISSION_DENIED',
    text: "Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource 'projects/p/locations/l/keyRings/r/cryptoKeys/k' (or it may not exist).",
    refusal: 'key',
    advice: /cryptoKeyEncrypterDecrypter/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2611',
    code: 'FAILED_PRECONDITION',
    text: 'NETWORK_NOT_PEERED',
    refusal: 'network',
    advice: /servicenetworking/,
  },
  {
    source: 'tensorflow/tfx#6285',
    code: 'NOT_FOUND',
    text: 'The PersistentResource does not exist: projects/1/locations/us-central1/persistentResources/r',
    refusal: 'persistent resource',
    advice: /persistent-resources list --region=europe-west1/,
  },
  {
    source: 'as Vertex AI',
    code: 'INVALID_ARGUMENT',
    text: 'List of found errors:\t1.Field: custom_job.display_name; Message: it is required\t',
    refusal: 'field',
    advice: /submit --dry-run shows the request/,
  },
  // Serving.
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#3485',
    code: 'FAILED_PRECONDITION',
    text: 'Model server never became ready. Please validate that your model file or container configuration are valid. Model server logs can be found at https://console.cloud.google.com/logs',
    refusal: 'model server did not start',
    advice: /undeploy removes what was left/,
  },
  {
    source: 'googleapis/python-aiplatform#4559',
    code: 'FAILED_PRECONDITION',
    text: 'Model server exited unexpectedly  Model server logs can be found at https://console.cloud.google.com/logs',
    refusal: 'model server did not start',
    advice: /Logs Explorer/,
  },
  {
    source: 'as Vertex AI',
    code: 'FAILED_PRECONDITION',
    text: "Endpoint projects/1/locations/l/endpoints/2 doesn't have traffic_split.",
    refusal: 'nothing deployed',
    advice: /submitter deploy/,
  },
  {
    source: 'as Vertex AI',
    code: 'FAILED_PRECONDITION',
    text: 'The Model "projects/1/locations/l/models/2" is deployed at endpoint 3; undeploy it first.',
    refusal: 'still deployed',
    advice: /submitter undeploy/,
  },
  // Other answers.
  {
    source: 'HTTP',
    code: 'ALREADY_EXISTS',
    text: 'Requested entity already exists',
    refusal: 'there already',
    advice: /another name/,
  },
  {
    source: 'HTTP',
    code: 'ABORTED',
    text: 'There were concurrent policy changes.',
    refusal: 'changed meanwhile',
    advice: /try again/,
  },
  {
    source: 'HTTP',
    code: 'NOT_FOUND',
    text: 'The CustomJob does not exist.',
    refusal: 'not found',
    advice: /try --region/,
  },
  {
    source: 'HTTP',
    code: 'FAILED_PRECONDITION',
    text: 'Precondition check failed.',
    refusal: 'refused',
    advice: /shows the request/,
  },
  {
    source: 'googleapis/google-cloud-node#4131',
    code: 'UNIMPLEMENTED',
    text: 'Received HTTP status code 404',
    refusal: 'endpoint does not know the call',
    advice: /is europe-west1 right/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2530',
    code: 'INTERNAL',
    text: 'Internal error encountered.',
    refusal: 'internal',
    advice: /status\.cloud\.google\.com/,
  },
  {
    source: 'GoogleCloudPlatform/agent-starter-pack#158',
    code: 'UNAVAILABLE',
    text: 'failed to connect to all addresses; last error: UNKNOWN: ipv6: connect: No route to host (65)',
    refusal: 'no answer',
    advice: /check the network/,
  },
  {
    source: 'as Node',
    code: 'UNAVAILABLE',
    text: 'getaddrinfo ENOTFOUND europe-west9000-aiplatform.googleapis.com',
    refusal: 'no such host',
    advice: /europe-west1 is a region/,
  },
  {
    source: 'as Node',
    code: 'UNAVAILABLE',
    text: 'self-signed certificate in certificate chain',
    refusal: 'certificate',
    advice: /NODE_EXTRA_CA_CERTS/,
  },
  {
    source: 'googleapis/nodejs-ai-platform#453',
    code: 'DEADLINE_EXCEEDED',
    text: 'Deadline exceeded',
    refusal: 'no answer',
    advice: /try again/,
  },
  {
    source: 'a proxy',
    code: 'INTERNAL',
    text: 'Error response from RPC GetCustomJob with status 502 could not be decoded: the response body is not JSON: <html><head><title>502 Bad Gateway</title></head></html>',
    refusal: 'not an API',
    advice: /HTTPS_PROXY/,
  },
  {
    source: 'a proxy',
    code: 'UNKNOWN',
    text: 'Error response from RPC CreateCustomJob with status 407 could not be decoded: the response body is not JSON: <html><body>Proxy Authentication Required</body></html>',
    refusal: 'not an API',
    advice: /name and password/,
  },
  {
    source: "a hotel's login page",
    code: 'UNAVAILABLE',
    text: 'Unexpected token \'<\', "<!DOCTYPE "... is not valid JSON',
    refusal: 'not an API',
    advice: /login page/,
  },
];

test.each(CASES)('$source: "$text" is $refusal', ({ code, text, reason, metadata, refusal, advice }) => {
  const error = apiErrorOf({
    code: code === '' ? undefined : CODES.indexOf(code),
    message: text,
    reason,
    errorInfoMetadata: metadata,
  });
  expect(refusalOf(error)?.name).toBe(refusal);
  const explained = explainApiError('create', error, {
    project: 'my-project',
    region: 'europe-west1',
    dryRun: 'submit --dry-run',
  });
  expect(explained.hint).toMatch(advice);
  expect(explained.message).toMatch(/^create: .+; .+/s);
  expect(explained.message).not.toMatch(/<html/i);
});

test('a refusal that is not known shows the whole of the text', () => {
  const error = apiErrorOf({ code: 2, message: 'The flux capacitor is empty.' });
  expect(refusalOf(error)).toBeUndefined();
  expect(explainApiError('create', error, { project: 'p', region: 'r' }).what).toBe('The flux capacitor is empty.');
});

test('no address of a request, which may have a secret in it, is in a message', () => {
  const message = 'request to http://127.0.0.1:9/SECRET/v1/projects/p failed, reason: connect ECONNREFUSED 127.0.0.1:9';
  expect(apiErrorOf({ code: 14, message }).message).toBe('connect ECONNREFUSED 127.0.0.1:9');
});

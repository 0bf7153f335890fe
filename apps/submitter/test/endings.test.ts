/**
 * What Vertex AI really says of a job that ended, and what is made of it. Sources: DOCS is Google's page "Understand the
 * serverless training service" (2026), REPO#N an issue of github.com/REPO; "as containerd", "as Node" and the like are
 * those programs' own texts as the service repeats them.
 */
import { expect, test } from 'vitest';
import type { Job, JobState } from '../src/cloud/jobs-api.ts';
import { endFactsOf } from '../src/job/endings/ending.ts';
import { endingOf, explainJobEnd } from '../src/job/explain-job-end.ts';

const LOG =
  'To find out more about why your job exited please check the logs: https://console.cloud.google.com/logs/viewer?project=1&resource=ml_job%2Fjob_id%2F2';

const exited = (status: number | string, reason = 'Error', words = ''): string =>
  `The replica workerpool0-0 exited with a non-zero status of ${status}. Termination reason: ${reason}.${words && ` \n Termination log message: ${words}`} ${LOG}`;

interface Case {
  readonly source: string;
  readonly text: string;
  readonly state?: JobState;
  /** Of a job whose limit is an hour. */
  readonly ranSeconds?: number;
  readonly ending: string | undefined;
  readonly advice: RegExp;
}

const CASES: readonly Case[] = [
  // The default image's most likely failure.
  {
    source: 'docker/hub-feedback#2464',
    text: 'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
    ending: "Docker Hub's limit",
    advice: /--image mirror\.gcr\.io\/library\/node:24-slim/,
  },
  {
    source: 'docker/hub-feedback#2429',
    text: 'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
    ending: "Docker Hub's limit",
    advice: /Artifact Registry remote repository/,
  },
  {
    source: 'hystax/optscale#845',
    text: 'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/node/manifests/sha256:7a54: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    ending: "Docker Hub's limit",
    advice: /mirror\.gcr\.io/,
  },
  // Memory, in all its wordings.
  {
    source: 'DOCS, common errors',
    text: 'The replica workerpool0-0 ran out of memory and exited with a non-zero status of 137.',
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  {
    source: 'tensorflow/models#5591',
    text: 'The replica master 0 ran out-of-memory and exited with a non-zero status of 9(SIGKILL)',
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  {
    source: 'tensorflow/models#9352',
    text: 'The replica workerpool1-3 ran out-of-memory and exited with a non-zero status of 9(SIGKILL).',
    ending: 'out of memory',
    advice: /40% of a small one/,
  },
  { source: 'as Kubernetes', text: exited(137, 'OOMKilled'), ending: 'out of memory', advice: /larger --machine-type/ },
  {
    source: 'as Node',
    text: exited(134, 'Error', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  {
    source: 'as glibc',
    text: exited(1, 'Error', 'std::bad_alloc: Cannot allocate memory'),
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  // A container that never ran: there is no log.
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#1898',
    text: exited(
      128,
      'StartError',
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "trainer.task": executable file not found in $PATH: unknown',
    ),
    ending: 'container did not start',
    advice: /has node.*nothing ran/,
  },
  {
    source: 'as containerd',
    text: exited(128, 'StartError', 'exec /usr/local/bin/node: exec format error'),
    ending: 'container did not start',
    advice: /x86-64/,
  },
  { source: 'as a shell', text: exited(127), ending: 'container did not start', advice: /has node/ },
  {
    source: 'as Kubernetes',
    text: exited(126, 'ContainerCannotRun'),
    ending: 'container did not start',
    advice: /has node/,
  },
  // Machines.
  {
    source: 'DOCS, common errors',
    text: 'Resources are insufficient in region: europe-west1. Try a different region or use a different accelerator.',
    ending: 'stockout',
    advice: /another --region or --machine-type/,
  },
  {
    source: 'openreview/openreview-expertise#401',
    text: 'Resources are insufficient in region: us-central1. Please try a different region or use different accelerators/machine types.',
    ending: 'stockout',
    advice: /whatever your quota/,
  },
  {
    source: 'DOCS, spot VMs',
    text: 'STOCKOUT: the Spot VMs of the job were not available.',
    ending: 'stockout',
    advice: /without --spot/,
  },
  {
    source: 'Zhen-Dong/HAWQ#4',
    text: "The zone 'projects/p/zones/us-central1-a' does not have enough resources available to fulfill the request. Try a different zone, or try again later.",
    ending: 'stockout',
    advice: /or later/,
  },
  {
    source: 'DOCS, spot VMs',
    text: 'The replica workerpool0-0 was preempted 6 times; the job is not restarted again.',
    ending: 'preempted',
    advice: /without --spot/,
  },
  // Quota, in the job's own error.
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#700',
    text: 'The following quota metrics exceed quota limits: aiplatform.googleapis.com/custom_model_training_cpus',
    ending: 'quota',
    advice: /iam-admin\/quotas\?project=my-project/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#3479',
    text: 'com.google.cloud.ai.platform.common.errors.AiPlatformException: code=RESOURCE_EXHAUSTED, message=The following quota metrics exceed quota limits: aiplatform.googleapis.com/custom_model_training_cpus, cause=null',
    ending: 'quota',
    advice: /smaller --machine-type/,
  },
  {
    source: 'FIRST-Tech-Challenge/fmltc#318',
    text: 'The request for 1 K80 accelerators exceeds the allowed maximum of 0 A100, 0 K80, 0 P100.',
    ending: 'quota',
    advice: /ask for more/,
  },
  // Time: the service calls a job that ran out of it cancelled.
  {
    source: 'tensorflow/tfx#6223',
    text: 'CANCELED',
    state: 'CANCELLED',
    ranSeconds: 3601,
    ending: 'out of time',
    advice: /longer --timeout/,
  },
  {
    source: 'tensorflow/tfx#6223',
    text: '',
    state: 'CANCELLED',
    ranSeconds: 3590,
    ending: 'out of time',
    advice: /more --replicas/,
  },
  {
    source: 'the local cloud',
    text: 'The job exceeded its timeout of 3600s.',
    ending: 'out of time',
    advice: /longer --timeout/,
  },
  {
    source: 'google.rpc.Code 1',
    text: 'CANCELED',
    state: 'CANCELLED',
    ranSeconds: 120,
    ending: 'cancelled',
    advice: /submit it again/,
  },
  { source: 'google.rpc.Code 1', text: 'CANCELED', state: 'CANCELLED', ending: 'cancelled', advice: /submit it again/ },
  { source: 'JobState', text: '', state: 'EXPIRED', ending: 'expired', advice: /or later/ },
  // Provisioning: not the trainer's time.
  {
    source: 'DOCS, VPC peering',
    text: 'Internal error occurred. Deadline exceeded while provisioning the network for the job.',
    ending: 'network not provisioned',
    advice: /servicenetworking\.googleapis\.com/,
  },
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2611',
    text: 'NETWORK_NOT_PEERED: the network projects/1/global/networks/default is not peered.',
    ending: 'network not provisioned',
    advice: /leave --network out/,
  },
  {
    source: 'DOCS, VPC peering',
    text: 'VPC peering with the network timed out. Timed out while waiting for the operation.',
    ending: 'network not provisioned',
    advice: /servicenetworking/,
  },
  {
    source: 'as Kubernetes',
    text: 'Deadline exceeded while waiting for the workers to start.',
    ending: 'provisioning took too long',
    advice: /submit again/,
  },
  {
    source: 'as Kubernetes',
    text: 'Timed out pulling the image node:24-slim.',
    ending: 'provisioning took too long',
    advice: /submit again/,
  },
  // Images.
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2176',
    text: 'Vertex AI Service Agent service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com does not have permission to access Artifact Registry repository projects/p/locations/europe-west1/repositories/r.',
    ending: 'image not readable',
    advice: /roles\/artifactregistry\.reader/,
  },
  {
    source: 'iterative/cml#1136',
    text: 'failed to pull image "us-west3-docker.pkg.dev/p/c/cml:latest": denied: Permission "artifactregistry.repositories.downloadArtifacts" denied on resource (or it may not exist)',
    ending: 'image not readable',
    advice: /a job's own account does not pull/,
  },
  {
    source: 'as a registry',
    text: 'The image node:99-slim cannot be pulled: manifest unknown.',
    ending: 'no such image',
    advice: /check --image, got node:24-slim/,
  },
  {
    source: 'as Kubernetes',
    text: 'Back-off pulling image "node:24-slmi": ImagePullBackOff',
    ending: 'no such image',
    advice: /name, tag and registry/,
  },
  // The bucket and its permissions.
  {
    source: 'as Cloud Storage',
    text: 'service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com does not have storage.objects.list access to the Google Cloud Storage bucket.',
    ending: 'no permission in the bucket',
    advice: /roles\/storage\.objectUser/,
  },
  {
    source: 'DOCS, Cloud Storage as a mounted file system',
    text: 'Failed to mount the Cloud Storage bucket with gcsfuse.',
    ending: 'bucket not mounted',
    advice: /--bootstrap download/,
  },
  {
    source: 'googleapis/python-aiplatform#1073',
    text: 'You do not have permission to act as service_account: 1-compute@developer.gserviceaccount.com. (or it may not exist).',
    ending: 'service account',
    advice: /service-accounts list --project my-project/,
  },
  {
    source: 'GoogleCloudPlatform/cloud-foundation-fabric#3788',
    text: 'Service account service-1@gcp-sa-vertex-ex-cc.iam.gserviceaccount.com does not exist.',
    ending: 'service account',
    advice: /leave --service-account out/,
  },
  {
    source: 'as Cloud KMS',
    text: "Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k'",
    ending: 'key',
    advice: /cryptoKeyEncrypterDecrypter/,
  },
  // Exits.
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2880',
    text: exited(1),
    ending: 'exit 1',
    advice: /older than Node 24; else it is a bug of the trainer/,
  },
  {
    source: 'as Node 20',
    text: exited(
      1,
      'Error',
      "SyntaxError: The requested module 'node:module' does not provide an export named 'enableCompileCache'",
    ),
    ending: "an image's Node too old",
    advice: /--image node:24-slim/,
  },
  {
    source: 'as Node',
    text: exited(1, 'Error', "Error: Cannot find module '/gcs/my-bucket/trainings/packages/0123/trainer.mjs'"),
    ending: 'bundle not readable',
    advice: /roles\/storage\.objectUser, or --bootstrap download/,
  },
  { source: 'the trainer', text: exited(2), ending: 'exit 2', advice: /did not accept its options/ },
  { source: 'the trainer', text: exited(3), ending: 'exit 3', advice: /names file and line/ },
  { source: 'the trainer', text: exited(4), ending: 'exit 4', advice: /which object/ },
  { source: 'the trainer', text: exited(5), ending: 'exit 5', advice: /another replica/ },
  { source: 'DOCS, common errors', text: exited(6), ending: 'aborted', advice: /out of memory most often/ },
  { source: 'DOCS, common errors', text: exited(134), ending: 'aborted', advice: /larger --machine-type/ },
  { source: 'DOCS, common errors', text: exited(11), ending: 'segmentation fault', advice: /submit again/ },
  { source: 'DOCS, common errors', text: exited(139), ending: 'segmentation fault', advice: /another --image/ },
  { source: 'as Kubernetes', text: exited(143), ending: 'terminated', advice: /submit again/ },
  {
    source: 'as the system',
    text: exited(42, 'Error', 'something else'),
    ending: 'another exit',
    advice: /its log says why/,
  },
  {
    source: 'as Node',
    text: exited(1, 'Error', 'ENOSPC: no space left on device, write'),
    ending: 'disk full',
    advice: /--disk-size/,
  },
  // The service itself.
  {
    source: 'tensorflow/cloud#387',
    text: 'Internal error occurred for the current attempt',
    ending: 'internal error',
    advice: /service account without storage and log roles/,
  },
  {
    source: 'googleapis/python-aiplatform#3273',
    text: 'Internal error encountered.',
    ending: 'internal error',
    advice: /wrong field names/,
  },
  {
    source: 'nowhere: an unknown text',
    text: 'The flux capacitor of zone 7 is empty.',
    ending: undefined,
    advice: /its log may say why/,
  },
];

function jobOf({ text, state = 'FAILED', ranSeconds }: Case): Job {
  return {
    name: 'projects/my-project/locations/europe-west1/customJobs/1',
    id: '1',
    displayName: 'job',
    state,
    createTimeMs: 0,
    startTimeMs: ranSeconds === undefined ? undefined : 60_000,
    endTimeMs: ranSeconds === undefined ? undefined : 60_000 + ranSeconds * 1000,
    error: text === '' ? undefined : { code: 3, message: text },
    labels: {},
    webAccessUris: {},
    jobSpec: {
      workerPoolSpecs: [
        {
          machineSpec: { machineType: 'e2-standard-4' },
          replicaCount: '1',
          diskSpec: { bootDiskType: 'pd-ssd', bootDiskSizeGb: 100 },
          containerSpec: { imageUri: 'node:24-slim', command: [], args: [], env: [] },
        },
      ],
      scheduling: { timeout: '3600s' },
      baseOutputDirectory: { outputUriPrefix: 'gs://my-bucket/trainings/job' },
    },
  };
}

test.each(CASES)('$source: "$text" is $ending', (one) => {
  const job = jobOf(one);
  expect(endingOf(endFactsOf(job))?.name).toBe(one.ending);
  expect(explainJobEnd(job).hint).toMatch(one.advice);
});

test('an ending that is not known shows the whole of the text', () => {
  const text = 'The flux capacitor of zone 7 is empty. '.repeat(20).trim();
  expect(explainJobEnd(jobOf({ source: '', text, ending: undefined, advice: /x/ })).what).toBe(text);
});

test('what a container said last is shown', () => {
  const text = exited(128, 'StartError', 'exec: "nodee": executable file not found in $PATH');
  const { what } = explainJobEnd(jobOf({ source: '', text, ending: '', advice: /x/ }));
  expect(what).toBe('the container of workerpool0-0 did not start: exec: "nodee": executable file not found in $PATH');
});

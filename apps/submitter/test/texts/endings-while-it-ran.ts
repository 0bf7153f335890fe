/**
 * Endings of a container that ran: memory, time, exits, and the service's own. Sources: REPO#N is an issue or pull request of github.com/REPO; "after" an address are texts that are made by what it
 * says, where nobody has shown one; measured are those that were seen.
 */
import { type EndingCase, exited } from './ending-case.ts';

export const WHILE_IT_RAN: readonly EndingCase[] = [
  // Memory, in all its wordings.
  {
    source:
      'docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
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
  {
    source: 'Azure/azure-databricks-operator#62',
    text: exited(137, 'OOMKilled'),
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  {
    source: 'feige996/unibest#235',
    text: exited(134, 'Error', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  {
    source: 'measured: Node 24.21 with --max-old-space-size=20',
    text: exited(134, 'Error', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
    ending: 'out of memory',
    advice: /larger --machine-type/,
  },
  {
    source: 'GOMC-WSU/GOMC#169',
    text: exited(
      134,
      'Error',
      "terminate called after throwing an instance of 'std::bad_alloc' what(): std::bad_alloc",
    ),
    ending: 'out of memory',
    advice: /larger --machine-type/,
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
    source: 'packages/emulator',
    text: 'The job exceeded its timeout of 3600s.',
    ending: 'out of time',
    advice: /longer --timeout/,
  },
  {
    source: 'googleapis/googleapis google/rpc/code.proto',
    text: 'CANCELED',
    state: 'CANCELLED',
    ranSeconds: 120,
    ending: 'cancelled',
    advice: /submit it again/,
  },
  {
    source: 'googleapis/googleapis google/rpc/code.proto',
    text: 'CANCELED',
    state: 'CANCELLED',
    ending: 'cancelled',
    advice: /submit it again/,
  },
  {
    source: 'googleapis/googleapis google/cloud/aiplatform/v1/job_state.proto',
    text: '',
    state: 'EXPIRED',
    ending: 'expired',
    advice: /or later/,
  },
  // Exits.
  {
    source: 'GoogleCloudPlatform/vertex-ai-samples#2880',
    text: exited(1),
    ending: 'exit 1',
    advice: /older than Node 24; else it is a bug of the trainer/,
  },
  {
    source: 'tensorflow/models#4294',
    text: 'The replica master 0 exited with a non-zero status of 1. Termination reason: Error.',
    ending: 'exit 1',
    advice: /Its log says which/,
  },
  {
    source: 'measured: Node 20.20 and the bundle',
    text: exited(
      2,
      'Error',
      "node: version 24 or newer is needed, got '20.20.2'; start it with npx pnpm@12, which brings its own, or get one from https://nodejs.org (for jobs: node:24-slim)",
    ),
    ending: "an image's Node too old",
    advice: /--image node:24-slim/,
  },
  {
    source: 'measured: Node 20.20 and an older bundle',
    text: exited(
      1,
      'Error',
      "SyntaxError: The requested module 'node:module' does not provide an export named 'enableCompileCache'",
    ),
    ending: "an image's Node too old",
    advice: /--image node:24-slim/,
  },
  {
    source: 'measured: Node 24.21',
    text: exited(1, 'Error', "Error: Cannot find module '/gcs/my-bucket/trainings/packages/0123/trainer.mjs'"),
    ending: 'bundle not readable',
    advice: /roles\/storage\.objectUser, or --bootstrap download/,
  },
  {
    source: 'measured: Node 24.21',
    text: exited(
      1,
      'Error',
      "Error: EACCES: permission denied, open '/gcs/my-bucket/trainings/packages/0123/trainer.mjs'",
    ),
    ending: 'bundle not readable',
    advice: /roles\/storage\.objectUser/,
  },
  { source: 'apps/trainer', text: exited(2), ending: 'exit 2', advice: /did not accept its options/ },
  { source: 'apps/trainer', text: exited(3), ending: 'exit 3', advice: /names file and line/ },
  { source: 'apps/trainer', text: exited(4), ending: 'exit 4', advice: /which object/ },
  { source: 'apps/trainer', text: exited(5), ending: 'exit 5', advice: /another replica/ },
  {
    source:
      'docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
    text: exited(6),
    ending: 'aborted',
    advice: /out of memory most often/,
  },
  {
    source:
      'docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
    text: exited(134),
    ending: 'aborted',
    advice: /larger --machine-type/,
  },
  {
    source:
      'docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
    text: exited(11),
    ending: 'segmentation fault',
    advice: /submit again/,
  },
  {
    source:
      'docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
    text: exited(139),
    ending: 'segmentation fault',
    advice: /another --image/,
  },
  { source: 'kubernetes/kubernetes#80089', text: exited(143), ending: 'terminated', advice: /submit again/ },
  {
    source: 'nowhere: a status that nobody has',
    text: exited(42, 'Error', 'something else'),
    ending: 'another exit',
    advice: /its log says why/,
  },
  {
    source: 'homebridge/docker-homebridge#25',
    text: exited(1, 'Error', 'Error: ENOSPC: no space left on device, write'),
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
  {
    source: 'packages/emulator',
    text: 'The local cloud stopped while the job ran.',
    ending: 'local cloud stopped',
    advice: /submit it again/,
  },
];

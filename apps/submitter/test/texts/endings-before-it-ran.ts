/**
 * Endings before anything of the trainer ran: images, machines, quota, networks, permissions. Sources: REPO#N is an issue or pull request of github.com/REPO; "after" an address are texts that are made by what it
 * says, where nobody has shown one; measured are those that were seen.
 */
import { type EndingCase, exited } from './ending-case.ts';

export const BEFORE_IT_RAN: readonly EndingCase[] = [
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
    source: 'openclaw/openclaw#4566',
    text: exited(128, 'StartError', 'exec /usr/local/bin/node: exec format error'),
    ending: 'container did not start',
    advice: /x86-64/,
  },
  { source: 'Netflix/titus-executor#1009', text: exited(127), ending: 'container did not start', advice: /has node/ },
  {
    source: 'podman-container-tools/podman#378',
    text: exited(126, 'ContainerCannotRun'),
    ending: 'container did not start',
    advice: /has node/,
  },
  {
    source: 'joeferner/redis-commander#516',
    text: exited(
      126,
      'Error',
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "nodee": executable file not found in $PATH: unknown',
    ),
    ending: 'container did not start',
    advice: /has node/,
  },
  // Machines.
  {
    source:
      'docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
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
    source: 'after docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/use-spot-vms',
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
    source: 'after docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/use-spot-vms',
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
  // Provisioning: not the trainer's time.
  {
    source:
      'after docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
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
    source: 'after GoogleCloudPlatform/vertex-ai-samples#2611',
    text: 'VPC peering with the network timed out. Timed out while waiting for the operation.',
    ending: 'network not provisioned',
    advice: /servicenetworking/,
  },
  {
    source:
      'after docs.cloud.google.com/gemini-enterprise-agent-platform/machine-learning/training/understanding-training-service',
    text: 'Deadline exceeded while waiting for the workers to start.',
    ending: 'provisioning took too long',
    advice: /submit again/,
  },
  {
    source: 'kubernetes/minikube#15626',
    text: 'Failed to pull image "node:24-slim": rpc error: code = Unknown desc = context deadline exceeded',
    ending: 'provisioning took too long',
    advice: /submit again/,
  },
  {
    source: 'myifeng/mirror-porter#92',
    text: 'Failed to pull image "k8s.gcr.io/conformance:v1.28.5": rpc error: code = DeadlineExceeded desc = failed to pull and unpack image "k8s.gcr.io/conformance:v1.28.5": failed to resolve reference "k8s.gcr.io/conformance:v1.28.5": failed to do request: Head "https://k8s.gcr.io/v2/conformance/manifests/v1.28.5": dial tcp 64.233.189.82:443: i/o timeout',
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
    source: 'mattmattox/drain-node-on-crash#7',
    text: 'ErrImagePull: rpc error: code = Unknown desc = Error response from daemon: manifest for node:99-slim not found: manifest unknown: manifest unknown',
    ending: 'no such image',
    advice: /check --image, got node:24-slim/,
  },
  {
    source: 'mattmattox/drain-node-on-crash#7',
    text: 'ImagePullBackOff: Back-off pulling image "node:24-slmi"',
    ending: 'no such image',
    advice: /name, tag and registry/,
  },
  // The bucket and its permissions.
  {
    source: 'zetaalphavector/InPars#13',
    text: "service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com does not have storage.objects.list access to the Google Cloud Storage bucket. Permission 'storage.objects.list' denied on resource (or it may not exist).",
    ending: 'no permission in the bucket',
    advice: /roles\/storage\.objectUser/,
  },
  {
    source: 'GoogleCloudPlatform/gcsfuse#957',
    text: 'daemonize.Run: readFromProcess: sub-process: mountWithArgs: mountWithConn: fs.NewServer: create file system: SetUpBucket: OpenBucket: Bad credentials for bucket "my-bucket": permission denied',
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
    source: 'hashicorp/terraform-provider-google#5103',
    text: "Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource 'projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k'",
    ending: 'key',
    advice: /cryptoKeyEncrypterDecrypter/,
  },
];

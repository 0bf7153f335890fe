import { quotaConsoleUrl } from '../../cloud/console-url.ts';
import type { EndFacts, Ending } from './ending.ts';

const has =
  (pattern: RegExp) =>
  ({ text }: EndFacts): boolean =>
    pattern.test(text);

/** Endings before the container ran: images, machines, quota, networks, permissions, keys. */
export const BEFORE_IT_RAN: readonly Ending[] = [
  {
    name: "Docker Hub's limit",
    fits: has(/toomanyrequests|pull rate limit|429 Too Many Requests/i),
    what: ({ image }) =>
      `${image} could not be pulled: Docker Hub's limit of pulls is used up, which Vertex AI's addresses share with everybody`,
    fix: ({ image }) => `submit with --image ${mirrored(image)}, or with one of an Artifact Registry remote repository`,
  },
  {
    name: 'network not provisioned',
    fits: has(
      /provision\w* the network|VPC peering|NETWORK_NOT_PEERED|service networking|reserved.?ip.?range|IP (address|range)\w* .*exhaust/i,
    ),
    what: ({ text }) => text,
    fix: () => 'peer the network with servicenetworking.googleapis.com and leave it addresses, or leave --network out',
  },
  {
    name: 'stockout',
    fits: has(/resources are insufficient|stock-?out|RESOURCE_POOL_EXHAUSTED|not have enough resources available/i),
    what: ({ text }) => text,
    fix: ({ region }) =>
      `${region} has no such machine free, whatever your quota: another --region or --machine-type, without --spot, or later`,
  },
  {
    name: 'preempted',
    fits: has(/preempt/i),
    what: ({ text }) => text,
    fix: () => 'Google took the spot machines away too often: submit again, without --spot if it has to end',
  },
  {
    name: 'quota',
    fits: has(/quota metrics? exceed|quota exceeded|exceeds? .*quota|exceeds the allowed maximum|RESOURCE_EXHAUSTED/i),
    what: ({ text, region }) => {
      const metric = /quota limits?: *([^\s,"]+)/i.exec(text)?.[1];
      return `out of quota in ${region}, ${metric ? `metric ${metric}` : text}`;
    },
    fix: ({ project }) =>
      `ask for more at ${quotaConsoleUrl(project)}, or try another --region or a smaller --machine-type`,
  },
  {
    name: 'provisioning took too long',
    fits: has(
      /(deadline ?exceeded|timed? ?out).*(provision|waiting for|start|pull|mount)|(provision|pull|mount)\w*.*(deadline ?exceeded|timed? ?out)/i,
    ),
    what: ({ text }) => text,
    fix: () => 'nothing of the trainer ran: submit again, in another --region if it happens twice',
  },
  {
    name: 'image not readable',
    fits: has(
      /artifact ?registry.*(permission|denied)|permission.*artifact ?registry|artifactregistry\.repositories|pull access denied|denied: .*image|failed to authorize/i,
    ),
    what: ({ text }) => text,
    fix: ({ project }) =>
      `give roles/artifactregistry.reader in ${project} to the service agent that the text names (service-NUMBER@gcp-sa-aiplatform-cc.iam.gserviceaccount.com): a job's own account does not pull`,
  },
  {
    name: 'no such image',
    fits: has(
      /manifest (for .*)?(unknown|not found)|ImagePullBackOff|ErrImagePull|InvalidImageName|invalid reference format|image .*(not found|does not exist)|failed to pull|cannot be pulled/i,
    ),
    what: ({ text }) => text,
    fix: ({ image }) => `check --image, got ${image}: name, tag and registry`,
  },
  {
    name: 'bucket not mounted',
    fits: has(/gcsfuse|mountWith|SetUpBucket|mount .*(bucket|\/gcs)|(bucket|\/gcs).*mount/i),
    what: ({ text }) => text,
    fix: ({ region }) =>
      `the bucket has to be a regional one in ${region}, in this project or open to its service agent; --bootstrap download needs no mount`,
  },
  {
    name: 'no permission in the bucket',
    fits: has(/storage\.(objects|buckets)\.\w+|does not have .*(access|permission).*(bucket|object|gs:\/\/)/i),
    what: ({ text }) => text,
    fix: () => 'give that account roles/storage.objectUser on the bucket; submitter setup does it for its own account',
  },
  {
    name: 'service account',
    fits: has(
      /service account .*(does not exist|not found|disabled)|permission to act as|serviceAccounts\.(actAs|getAccessToken)/i,
    ),
    what: ({ text }) => text,
    fix: ({ project }) => `gcloud iam service-accounts list --project ${project}, or leave --service-account out`,
  },
  {
    name: 'key',
    fits: has(/cloudkms|cryptoKey|\bKMS\b|CMEK/i),
    what: ({ text }) => text,
    fix: () => 'give roles/cloudkms.cryptoKeyEncrypterDecrypter on --kms-key to the Vertex AI service agent',
  },
];

/** An image of Docker Hub as Google's own mirror has it. */
function mirrored(image: string): string {
  const bare = image.replace(/^docker\.io\//, '');
  return `mirror.gcr.io/${bare.includes('/') ? bare : `library/${bare}`}`;
}

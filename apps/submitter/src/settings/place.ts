import { checkBucketName } from './bucket-name.ts';
import { quote } from './check.ts';
import { checkIntervalMs } from './duration.ts';
import { checkEndpoint } from './endpoint.ts';
import { given, type Inputs, take } from './inputs.ts';
import { checkProject } from './project.ts';
import { checkRegion } from './region.ts';

/** Where the APIs are, when they are not Google's own: `http://127.0.0.1:PORT`. */
export interface Endpoints {
  readonly storage: string | undefined;
  readonly aiplatform: string | undefined;
  readonly logging: string | undefined;
}

/** Which cloud, which bucket: what every command needs to know. No bucket means the local cloud. */
export interface Place {
  readonly bucket: string | undefined;
  /** `undefined`: whatever the credentials belong to. */
  readonly project: string | undefined;
  readonly region: string;
  readonly trainingFolder: string;
  readonly endpoints: Endpoints;
  /** How often a follower asks; `undefined`: by the logging quota. */
  readonly pollMs: number | undefined;
  /** The flags among these, as they were typed: a command to paste needs them again. */
  readonly flags: readonly string[];
}

const FLAGS = ['bucket', 'project', 'region'];

const DEFAULT_REGION = 'europe-west1';
const DEFAULT_TRAINING_FOLDER = 'trainings';

/** The place in force, with the classic's names; problems go into `inputs`. */
export function readPlace(inputs: Inputs): Place {
  const bucket = given(inputs, 'bucket', 'BUCKET_NAME');
  const project = given(inputs, 'project', 'PROJECT_ID', 'GOOGLE_CLOUD_PROJECT');
  const region = given(inputs, 'region', 'REGION');
  const folder = given(inputs, 'training-folder', 'BUCKET_TRAINING_FOLDER');
  const poll = given(inputs, 'poll-interval', 'POLL_INTERVAL');
  const endpoint = (variable: string): string | undefined => {
    const text = inputs.env[variable];
    if (text && bucket === undefined) {
      inputs.problems.push(
        `${variable}: an endpoint without a bucket, got ${quote(text)}; set BUCKET_NAME, or unset it`,
      );
    }
    return text ? take(inputs, checkEndpoint(variable, text)) : undefined;
  };
  return {
    bucket: bucket && take(inputs, checkBucketName(bucket.where, bucket.text)),
    project: project && take(inputs, checkProject(project.where, project.text)),
    region: (region && take(inputs, checkRegion(region.where, region.text))) ?? DEFAULT_REGION,
    trainingFolder: folder?.text.replace(/^\/+|\/+$/g, '') ?? DEFAULT_TRAINING_FOLDER,
    endpoints: {
      storage: endpoint('STORAGE_API_ENDPOINT'),
      aiplatform: endpoint('AIPLATFORM_API_ENDPOINT'),
      logging: endpoint('LOGGING_API_ENDPOINT'),
    },
    pollMs: poll && take(inputs, checkIntervalMs(poll.where, poll.text)),
    flags: FLAGS.flatMap((flag) => {
      const value = inputs.flags[flag];
      return typeof value === 'string' ? [`--${flag}`, value] : [];
    }),
  };
}

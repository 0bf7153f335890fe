import { type Environment, type Problem, type Typed, text, type Values } from '@taxifare/console';
import { checkBucketName, checkEndpoint } from '@taxifare/gcs';
import { checkIntervalMs } from './duration.ts';
import { checkProject } from './project.ts';
import { checkRegion } from './region.ts';
import { checkTrainingFolder } from './training-folder.ts';

/** Every command's options: which cloud. The variables are the classic's. */
export const PLACE_OPTIONS = {
  bucket: text('Bucket for code, data and models; without one, a cloud on this machine', {
    check: checkBucketName,
    variables: ['BUCKET_NAME'],
  }),
  project: text('Project; else that of the credentials', {
    check: checkProject,
    variables: ['PROJECT_ID', 'GOOGLE_CLOUD_PROJECT'],
  }),
  region: text('Region of jobs and models', { check: checkRegion, variables: ['REGION'], usual: 'europe-west1' }),
  'training-folder': text('Folder of the bucket for packages and jobs', {
    check: checkTrainingFolder,
    variables: ['BUCKET_TRAINING_FOLDER'],
    usual: 'trainings',
  }),
};

/** Of commands that wait: how often they ask. */
export const POLL_OPTIONS = {
  'poll-interval': text('How often to ask how it goes', {
    check: checkIntervalMs,
    variables: ['POLL_INTERVAL'],
    shown: '5s, 10s for a job that waits',
  }),
};

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
  /** Those of these that came from the command line or its environment, as flags: a command to paste needs them again. */
  readonly flags: readonly string[];
}

type PlaceValues = Values<typeof PLACE_OPTIONS> & { readonly 'poll-interval'?: number | undefined };

const ENDPOINTS = {
  storage: 'STORAGE_API_ENDPOINT',
  aiplatform: 'AIPLATFORM_API_ENDPOINT',
  logging: 'LOGGING_API_ENDPOINT',
} as const;

/** The place in force. `dotEnv` is what stands in `.env`, which a command to paste finds there again. */
export function placeOf(
  values: PlaceValues,
  { given }: Pick<Typed, 'given'>,
  { env, dotEnv }: { readonly env: Environment; readonly dotEnv: Environment },
): Place {
  const endpoint = (variable: string): string | undefined => {
    const checked = env[variable] ? checkEndpoint(variable, env[variable]) : undefined;
    return checked !== undefined && 'value' in checked ? checked.value : undefined;
  };
  return {
    bucket: values.bucket,
    project: values.project,
    region: values.region,
    trainingFolder: values['training-folder'],
    endpoints: {
      storage: endpoint(ENDPOINTS.storage),
      aiplatform: endpoint(ENDPOINTS.aiplatform),
      logging: endpoint(ENDPOINTS.logging),
    },
    pollMs: values['poll-interval'],
    flags: Object.keys(PLACE_OPTIONS).flatMap((name) =>
      (given[name] ?? []).flatMap(({ where, text }) => (dotEnv[where] === text ? [] : [`--${name}`, text])),
    ),
  };
}

/** What is wrong with the place besides its options: endpoints, which have variables alone. */
export function problemsOfPlace({ bucket }: PlaceValues, env: Environment): readonly Problem[] {
  return Object.values(ENDPOINTS).flatMap((where) => {
    const got = env[where];
    if (!got) return [];
    const checked = checkEndpoint(where, got);
    const alone = { where, what: 'an endpoint without a bucket', fix: 'set BUCKET_NAME, or unset it' };
    return [...('problem' in checked ? [checked.problem] : []), ...(bucket === undefined ? [alone] : [])];
  });
}

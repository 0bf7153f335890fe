/** An option as `--help` shows it. Texts are checked by the submitter itself, so that every problem is reported at once. */
interface OptionHelp {
  readonly kind: 'text' | 'texts' | 'switch';
  readonly describe: string;
  readonly fallback?: string | boolean;
}

export type Options = Readonly<Record<string, OptionHelp>>;

const text = (describe: string, fallback?: string): OptionHelp => ({
  kind: 'text',
  describe,
  ...(fallback && { fallback }),
});
const texts = (describe: string, fallback?: string): OptionHelp => ({
  kind: 'texts',
  describe,
  ...(fallback && { fallback }),
});
const on = (describe: string): OptionHelp => ({ kind: 'switch', describe });

/** Every command's: which cloud. */
const PLACE_OPTIONS: Options = {
  bucket: text('Bucket for code, data and models; without one, a cloud on this machine   [BUCKET_NAME]'),
  project: text('Project   [PROJECT_ID, GOOGLE_CLOUD_PROJECT; else that of the credentials]'),
  region: text('Region that jobs run in   [REGION]', 'europe-west1'),
  'training-folder': text('Folder of the bucket for packages and jobs   [BUCKET_TRAINING_FOLDER]', 'trainings'),
};

const JSON_OPTION: Options = { json: on('Print one JSON document') };

const FOLLOW_OPTIONS: Options = {
  'poll-interval': text('How often to ask for state and lines: 5s running, 10s waiting, unless set   [POLL_INTERVAL]'),
};

const BUNDLE_OPTIONS: Options = { bundle: text("Folder of the trainer's build", 'apps/trainer/dist') };

export const SUBMIT_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  data: texts('Object, glob or gs:// URI to train on; repeatable   [BUCKET_TRAIN_DATA_PATH]', 'data/train_1k.csv'),
  'job-name': text('Name of the job and of its folder   [JOB_NAME; else with the time in it]'),
  image: text('Container image with Node   [RUNTIME_IMAGE]', 'node:24-slim'),
  'machine-type': text('Machine', 'e2-standard-4'),
  'disk-size': text('Boot disk in GB', '100'),
  'disk-type': text('pd-ssd, pd-standard or hyperdisk-balanced', 'pd-ssd'),
  replicas: text('Machines that share the work', '1'),
  timeout: text('Longest run, with its unit', '1h'),
  spot: on('Cheaper machines that may be taken away; the job starts again'),
  'max-wait': text('Longest wait for a machine, with its unit (flex-start scheduling)'),
  'restart-on-worker-restart': on('Start the whole job again when a worker restarts'),
  'disable-retries': on('Leave the job failed after an internal error'),
  'service-account': text('Account that the job runs as'),
  network: text('VPC network, projects/NUMBER/global/networks/NAME'),
  'kms-key': text('Cloud KMS key that encrypts what the job keeps'),
  'web-access': on('Allow an interactive shell in the running job'),
  bootstrap: text('mount: run the bundle off the mounted bucket; download: fetch it and check its hash', 'mount'),
  label: texts('KEY=VALUE on the job; repeatable'),
  env: texts('NAME=VALUE in the environment of the job; repeatable'),
  'stream-logs': { kind: 'switch', describe: 'Follow the job to its end; --no-stream-logs detaches', fallback: true },
  'dry-run': on('Print the exact request as JSON; nothing is sent, nothing costs'),
  ...FOLLOW_OPTIONS,
  ...BUNDLE_OPTIONS,
  ...JSON_OPTION,
};

export const PACKAGE_OPTIONS: Options = { ...PLACE_OPTIONS, ...BUNDLE_OPTIONS, ...JSON_OPTION };

export const LIST_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  limit: text('How many, newest first', '20'),
  all: on('Every CustomJob of the region, not only ours'),
  ...JSON_OPTION,
};

export const STATUS_OPTIONS: Options = { ...PLACE_OPTIONS, ...JSON_OPTION };

export const LOGS_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  follow: on('Stay until the job has ended'),
  task: text("One replica's lines, such as workerpool0-0"),
  ...FOLLOW_OPTIONS,
  ...JSON_OPTION,
};

export const DOWNLOAD_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  to: text('Folder to put the files into', './<job name>'),
  ...JSON_OPTION,
};

export const DOCTOR_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  image: text('Image to compare with the local Node   [RUNTIME_IMAGE]', 'node:24-slim'),
  data: texts('Training data to look at   [BUCKET_TRAIN_DATA_PATH]', 'data/train_1k.csv'),
  'machine-type': text('Machine whose quota to look at', 'e2-standard-4'),
  ...BUNDLE_OPTIONS,
  ...JSON_OPTION,
};

export const DEPLOY_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  model: text('Folder of the bucket with model.joblib in it', 'gs://BUCKET/models/simpletaxifare'),
  'machine-type': text('Machine that serves', 'n1-standard-2'),
  'dry-run': on('Print the requests as JSON; nothing is sent, nothing costs'),
  ...JSON_OPTION,
};

export const PREDICT_OPTIONS: Options = {
  ...PLACE_OPTIONS,
  distance: text('Kilometres, as the crow flies'),
  ...JSON_OPTION,
};

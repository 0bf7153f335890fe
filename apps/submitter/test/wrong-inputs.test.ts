import { describe, expect, test } from 'vitest';
import { SUBMITTER } from '../src/program.ts';
import { runHere } from './support/listening-world.ts';

const COMMANDS = Object.keys(SUBMITTER.commands).join(', ');

/** What is typed after `submitter`, and every sentence that comes of it. */
const WRONG: readonly (readonly [typed: string, ...sentences: string[]])[] = [
  ['--bucket', "submitter: the command comes first, got '--bucket'; write one of COMMANDS"],
  ['submit --nosuch', '--nosuch: no such option; --help lists them (trainer options go after --)'],
  ['submit --async', '--async: no such option; --help lists them (trainer options go after --)'],
  ['submit --display-name x', '--display-name: no such option; --help lists them (trainer options go after --)'],
  ['submit --labels a=b', '--labels: no such option; did you mean --label? (trainer options go after --)'],
  ['submit --labell a=b', '--labell: no such option; did you mean --label? (trainer options go after --)'],
  ['submit --no-clean', '--no-clean: no such option; --help lists them (trainer options go after --)'],
  ['submit --max-wait 1h', '--max-wait: no such option; --help lists them (trainer options go after --)'],
  ['submit --region x', "--region: not a region, got 'x'; try europe-west1"],
  ['submit --region europe-west1-b', "--region: is a zone, not a region, got 'europe-west1-b'; give europe-west1"],
  [
    'submit --region EU',
    "--region: is a multi-region, and jobs run in one region, got 'EU'; give one, such as europe-west1",
  ],
  ['submit --region Europe-West1', "--region: not a region, got 'Europe-West1'; did you mean europe-west1?"],
  ['submit --region', "--region: needs a value, got ''; write --region VALUE"],
  [
    'submit --region a --region b',
    "--region: given 2 times, got 'a, b'; give it once",
    "--region: not a region, got 'a'; try europe-west1",
  ],
  [
    'submit --bucket gs://b',
    "--bucket: is a URI, not a bucket name, got 'gs://b'; give the bucket alone, without gs:// and without a path",
  ],
  ['submit --bucket My-Bucket', "--bucket: bucket names have no capitals, got 'My-Bucket'; try my-bucket"],
  [
    'submit --bucket ab',
    "--bucket: not a bucket name, got 'ab'; give 3 to 63 of a-z 0-9 - _ . that begin and end with a letter or digit",
  ],
  [
    'submit --project my',
    "--project: not a project id, got 'my'; give the id, as in `gcloud projects list`, such as my-project-123",
  ],
  [
    'submit --project 12',
    "--project: not a project id, got '12'; give the id, as in `gcloud projects list`, such as my-project-123",
  ],
  [
    'submit --training-folder /',
    "--training-folder: not a folder of the bucket, got '/'; give one such as trainings or team/trainings",
  ],
  [
    'submit --training-folder ../x',
    "--training-folder: not a folder of the bucket, got '../x'; give one such as trainings or team/trainings",
  ],
  [
    'submit --training-folder gs://b/x',
    "--training-folder: is a URI, not a folder of the bucket, got 'gs://b/x'; give one such as trainings or team/trainings",
  ],
  [
    'submit --training-folder a//b',
    "--training-folder: not a folder of the bucket, got 'a//b'; give one such as trainings or team/trainings",
  ],
  ['submit --image Node:24', "--image: not an image's name, got 'Node:24'; try node:24"],
  [
    'submit --machine-type a2-highgpu-1g',
    "--machine-type: is a GPU machine, and the trainer uses none, got 'a2-highgpu-1g'; give a CPU machine, such as e2-standard-4",
  ],
  ['submit --machine-type large', "--machine-type: not a machine type, got 'large'; give one such as e2-standard-4"],
  ['submit --disk-size 200GB', "--disk-size: is in GB already, got '200GB'; give 200"],
  ['submit --disk-size 10', "--disk-size: wants a whole number from 100 to 64000, got '10'; give one such as 200"],
  ['submit --disk-size x', "--disk-size: wants a whole number from 100 to 64000, got 'x'; give one such as 200"],
  [
    'submit --disk-type ssd',
    "--disk-type: no such choice, got 'ssd'; give pd-ssd or pd-standard or hyperdisk-balanced",
  ],
  [
    'submit --disk-type pd-sdd',
    "--disk-type: no such choice, got 'pd-sdd'; did you mean pd-ssd? there is pd-ssd, pd-standard, hyperdisk-balanced",
  ],
  ['submit --replicas 0', "--replicas: wants a whole number from 1 to 100, got '0'; give one such as 4"],
  ['submit --replicas 101', "--replicas: wants a whole number from 1 to 100, got '101'; give one such as 4"],
  ['submit --replicas 2.5', "--replicas: wants a whole number from 1 to 100, got '2.5'; give one such as 4"],
  ['submit --replicas many', "--replicas: wants a whole number from 1 to 100, got 'many'; give one such as 4"],
  ['submit --timeout 3600', "--timeout: has no unit, got '3600'; give 3600s or 3600m"],
  ['submit --timeout 60', "--timeout: has no unit, got '60'; give 60s or 60m or 60h"],
  ['submit --timeout 10s', "--timeout: outside 1 min to 7 d, got '10s'; give something such as 1h"],
  ['submit --timeout 30d', "--timeout: outside 1 min to 7 d, got '30d'; give something such as 1h"],
  ['submit --timeout soon', "--timeout: not a length of time, got 'soon'; give a number and s, m, h or d, such as 1h"],
  ['submit --timeout -5m', "--timeout: not a length of time, got '-5m'; give a number and s, m, h or d, such as 1h"],
  ['submit --spot=yes', "--spot: takes true or false alone, got 'yes'; write --spot or --no-spot"],
  [
    'submit --restart-on-worker-restart --disable-retries',
    '--disable-retries: switches --restart-on-worker-restart off; give one of the two',
  ],
  [
    'submit --service-account me@example.com',
    "--service-account: not a service account's address, got 'me@example.com'; give NAME@PROJECT.iam.gserviceaccount.com",
  ],
  [
    'submit --network default',
    "--network: not a network's full name, got 'default'; give projects/PROJECT_NUMBER/global/networks/NAME",
  ],
  [
    'submit --network projects/p/global/networks/n',
    "--network: not a network's full name, got 'projects/p/global/networks/n'; give projects/PROJECT_NUMBER/global/networks/NAME",
  ],
  [
    'submit --kms-key k',
    "--kms-key: not a key's full name, got 'k'; give projects/P/locations/REGION/keyRings/RING/cryptoKeys/KEY",
  ],
  [
    'submit --kms-key projects/p/locations/us-east1/keyRings/r/cryptoKeys/k',
    "--kms-key: lies in us-east1, the job in europe-west1, got 'projects/p/locations/us-east1/keyRings/r/cryptoKeys/k'; give a key in europe-west1",
  ],
  ['submit --bootstrap magic', "--bootstrap: no such choice, got 'magic'; give mount or download"],
  ['submit --label Team=Red', "--label: labels have no capitals, got 'Team=Red'; try team=red"],
  ['submit --label plain', "--label: not KEY=VALUE, got 'plain'; write --label plain=VALUE"],
  ['submit --label submit_id=x', "--label: is set by the submitter itself, got 'submit_id'; choose another key"],
  ['submit --label a=1 --label a=2', "--label: the same name twice, got 'a'; give it once"],
  ['submit --env 1X=2', "--env: not a variable name, got '1X'; use letters, digits and _, no digit first"],
  [
    'submit --env BUCKET_NAME=x',
    "--env: is set by the submitter itself, got 'BUCKET_NAME'; give --bucket, --region or --max-cost",
  ],
  ['submit --env AIP_MODEL_DIR=x', "--env: is set by Vertex AI itself, got 'AIP_MODEL_DIR'; choose another name"],
  ['submit --env A', "--env: not NAME=VALUE, got 'A'; write --env A=VALUE"],
  ['submit --env A=1 --env A=2', "--env: the same name twice, got 'A'; give it once"],
  [
    'submit --job-name a/b',
    "--job-name: names a folder of the bucket too, got 'a/b'; use letters, digits, _ - . and begin with a letter or digit",
  ],
  [
    'submit --job-name -x',
    '-x: no such option; --help lists them (trainer options go after --)',
    "--job-name: needs a value, got ''; write --job-name VALUE",
  ],
  [
    'submit --data ./a.csv',
    "--data: is a file of this machine, which a job cannot read, got './a.csv'; upload it, and give its gs:// URI",
  ],
  ['submit --data s3://b/x', "--data: not an object, got 's3://b/x'; give gs://BUCKET/NAME, or a name in the bucket"],
  [
    'submit --data http://h/x',
    "--data: not an object, got 'http://h/x'; give gs://BUCKET/NAME, or a name in the bucket",
  ],
  [
    'submit --data /tmp/x.csv',
    "--data: is a file of this machine, which a job cannot read, got '/tmp/x.csv'; upload it, and give its gs:// URI",
  ],
  ['submit --replicas 2 -- --rows 5', '-- --rows: the first rows are read in one place; leave out --replicas'],
  ['submit --poll-interval 5', "--poll-interval: has no unit, got '5'; give 5s or 5m"],
  ['submit --poll-interval 1ms', "--poll-interval: too often, got '1ms'; give 10ms or more"],
  ['submit --poll-interval 2h', "--poll-interval: outside 1 s to 1 h, got '2h'; give something such as 5s"],
  [
    'submit --stream-logs=no',
    "--stream-logs: takes true or false alone, got 'no'; write --stream-logs or --no-stream-logs",
  ],
  ['submit extra', "submitter submit: one word too many, got 'extra'; trainer options go after --"],
  ['submit a b c', "submitter submit: 3 words too many, got 'a b c'; trainer options go after --"],
  ['lst', "submitter: no such command, got 'lst'; did you mean list?"],
  ['sumbit', "submitter: no such command, got 'sumbit'; did you mean submit?"],
  ['deply', "submitter: no such command, got 'deply'; did you mean deploy?"],
  ['constructor', "submitter: no such command, got 'constructor'; give one of COMMANDS"],
  ['__proto__', "submitter: no such command, got '__proto__'; give one of COMMANDS"],
  ['status', 'submitter status: which job? give its name or number; submitter list shows them'],
  ['status a b', "submitter status: one word too many, got 'b'; leave it out"],
  ['status --json', 'submitter status: which job? give its name or number; submitter list shows them'],
  ['logs', 'submitter logs: which job? give its name or number; submitter list shows them'],
  ['logs 1 --lines 5', '--lines: no such option; --help lists them'],
  ['logs 1 --follow=1', "--follow: takes true or false alone, got '1'; write --follow or --no-follow"],
  ['logs 1 --task', "--task: needs a value, got ''; write --task VALUE"],
  ['cancel', 'submitter cancel: which job? give its name or number; submitter list shows them'],
  ['download', 'submitter download: which job? give its name or number; submitter list shows them'],
  ['download x --to', "--to: needs a value, got ''; write --to VALUE"],
  ['list --limit 0', "--limit: wants a whole number from 1 to 10000, got '0'; give one such as 50"],
  ['list --limit abc', "--limit: wants a whole number from 1 to 10000, got 'abc'; give one such as 50"],
  ['list --limit 20000', "--limit: wants a whole number from 1 to 10000, got '20000'; give one such as 50"],
  ['list --all=1', "--all: takes true or false alone, got '1'; write --all or --no-all"],
  ['list x', "submitter list: one word too many, got 'x'; leave it out"],
  ['list -- x', "submitter list: takes nothing after --, got 'x'; leave it out"],
  ['list --poll-interval 5s', '--poll-interval: no such option; --help lists them'],
  ['deploy --machine-type large', "--machine-type: not a machine type, got 'large'; give one such as n1-standard-2"],
  [
    'deploy --model models/x',
    "--model: a folder of a bucket with a model in it is wanted, got 'models/x'; give gs://BUCKET/FOLDER",
  ],
  ['predict', '--distance: how far? give kilometres, such as --distance 3.2'],
  [
    'predict --distance far',
    "--distance: wants a number of kilometres of at least 0 and below 20100, got 'far'; give one such as 3.2",
  ],
  [
    'predict --distance -3',
    "--distance: wants a number of kilometres of at least 0 and below 20100, got '-3'; give one such as 3.2",
  ],
  [
    'predict --distance 1e9',
    "--distance: wants a number of kilometres of at least 0 and below 20100, got '1e9'; give one such as 3.2",
  ],
  ['undeploy now', "submitter undeploy: one word too many, got 'now'; leave it out"],
  ['doctor --image Node', "--image: not an image's name, got 'Node'; try node"],
  [
    'doctor --machine-type e2-micro',
    "--machine-type: not a machine type, got 'e2-micro'; give one such as e2-standard-4",
  ],
  ['package x', "submitter package: one word too many, got 'x'; leave it out"],
  ['--region europe-west1 list', "submitter: the command comes first, got '--region'; write submitter list --region …"],
  ['--json', "submitter: the command comes first, got '--json'; write one of COMMANDS"],
];

describe('submitter', () => {
  test.each(WRONG)('%s ends with 2, and says why', async (typed, ...sentences) => {
    const { code, out, err } = await runHere(typed.split(' '));
    expect({ code, out, err: err.trim().split('\n') }).toEqual({
      code: 2,
      out: '',
      err: sentences.map((sentence) => sentence.replace('COMMANDS', COMMANDS)),
    });
  });

  test.each([
    [{ BUCKET_NAME: 'gs://b' }, 'BUCKET_NAME: is a URI, not a bucket name'],
    [{ REGION: 'EU' }, 'REGION: is a multi-region, and jobs run in one region'],
    [{ PROJECT_ID: 'My Project' }, "PROJECT_ID: not a project id, got 'My Project'; give the id"],
    [{ POLL_INTERVAL: '5' }, "POLL_INTERVAL: has no unit, got '5'; give 5s or 5m"],
    [{ JOB_NAME: 'a b' }, 'JOB_NAME: names a folder of the bucket too'],
    [{ RUNTIME_IMAGE: 'Node' }, "RUNTIME_IMAGE: not an image's name, got 'Node'; try node"],
    [{ BUCKET_TRAIN_DATA_PATH: '/tmp/x.csv' }, 'BUCKET_TRAIN_DATA_PATH: is a file of this machine'],
    [{ STORAGE_API_ENDPOINT: 'http://127.0.0.1:1' }, 'STORAGE_API_ENDPOINT: an endpoint without a bucket'],
    [
      { BUCKET_NAME: 'my-bucket', AIPLATFORM_API_ENDPOINT: 'http://example.com' },
      "AIPLATFORM_API_ENDPOINT: plain http to another machine, got 'http://example.com'; use https, or 127.0.0.1",
    ],
  ])('submit with %j ends with 2, and names the variable', async (env, sentence) => {
    const { code, out, err } = await runHere(['submit'], env);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
  });

  test('with a credentials file that cannot be read ends with 2 at once, and names the variable', async () => {
    const env = { BUCKET_NAME: 'my-bucket', GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json' };
    const { code, err } = await runHere(['list'], env);
    const sentence = "GOOGLE_APPLICATION_CREDENTIALS: no such file, got '/nowhere/key.json'; correct it, or unset it";
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
  });
});

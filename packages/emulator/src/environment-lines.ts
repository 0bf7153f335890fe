import { join } from 'node:path';
import { LOCAL_PROJECT, LOCAL_REGION } from './local-names.ts';
import type { Emulator } from './start-emulator.ts';

/**
 * The lines to paste into a shell so that the programs, gcloud and rclone talk to this cloud. The programs have the
 * secret in their endpoint; gcloud and rclone drop an endpoint's path where they upload, and have it as their token.
 */
export function environmentLines(cloud: Emulator, bucket: string): readonly string[] {
  const { origin, folder, environment, secret } = cloud;
  const exported = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const token = { access_token: secret, token_type: 'Bearer', expiry: '2100-01-01T00:00:00Z' };
  return [
    `local cloud: ${origin}, kept in ${folder}; Ctrl+C stops it`,
    '# the secret in these lines is yours alone: whoever has it can run commands as you',
    '',
    '# for trainer and submitter',
    ...exported({ BUCKET_NAME: bucket, PROJECT_ID: LOCAL_PROJECT, REGION: LOCAL_REGION, ...environment }),
    '',
    '# for gcloud',
    ...exported({
      CLOUDSDK_CORE_PROJECT: LOCAL_PROJECT,
      CLOUDSDK_AI_REGION: LOCAL_REGION,
      CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(folder, 'secret'),
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${origin}/storage/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${origin}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING: `${origin}/`,
    }),
    '',
    `# for rclone: rclone ls local:${bucket}`,
    ...exported({
      RCLONE_CONFIG_LOCAL_TYPE: 'google cloud storage',
      RCLONE_CONFIG_LOCAL_TOKEN: JSON.stringify(token),
      RCLONE_CONFIG_LOCAL_ENDPOINT: `${origin}/storage/v1/`,
      RCLONE_CONFIG_LOCAL_PROJECT_NUMBER: '1',
      RCLONE_CONFIG_LOCAL_NO_CHECK_BUCKET: 'true',
    }),
  ];
}

/** A value as a word of a shell. */
function quoted(value: string): string {
  return /^[\w./:=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

import { LOCAL_PROJECT, LOCAL_REGION } from './local-names.ts';
import type { Emulator } from './start-emulator.ts';

/** The lines to paste into a shell so that the programs, gcloud and rclone talk to this cloud. */
export function environmentLines(cloud: Emulator, bucket: string): readonly string[] {
  const { url, folder, environment } = cloud;
  const exported = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => `export ${name}=${value}`);
  return [
    `local cloud: ${url}, kept in ${folder}; Ctrl+C stops it`,
    '',
    '# for trainer and submitter',
    ...exported({ BUCKET_NAME: bucket, PROJECT_ID: LOCAL_PROJECT, REGION: LOCAL_REGION, ...environment }),
    '',
    '# for gcloud',
    ...exported({
      CLOUDSDK_CORE_PROJECT: LOCAL_PROJECT,
      CLOUDSDK_AI_REGION: LOCAL_REGION,
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${url}/storage/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: `${url}/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING: `${url}/`,
    }),
    '',
    `# for rclone: rclone ls local:${bucket}`,
    ...exported({
      RCLONE_CONFIG_LOCAL_TYPE: 'google_cloud_storage',
      RCLONE_CONFIG_LOCAL_ANONYMOUS: 'true',
      RCLONE_CONFIG_LOCAL_ENDPOINT: `${url}/storage/v1/`,
      RCLONE_CONFIG_LOCAL_PROJECT_NUMBER: '1',
      RCLONE_CONFIG_LOCAL_NO_CHECK_BUCKET: 'true',
    }).map((line) => line.replace('google_cloud_storage', "'google cloud storage'")),
  ];
}

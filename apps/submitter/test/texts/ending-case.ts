import type { JobState } from '../../src/cloud/jobs-api.ts';

/** What Vertex AI says of a job that ended, and what is made of it. */
export interface EndingCase {
  readonly source: string;
  readonly text: string;
  readonly state?: JobState;
  /** Of a job whose limit is an hour. */
  readonly ranSeconds?: number;
  readonly ending: string | undefined;
  readonly advice: RegExp;
}

const LOG =
  'To find out more about why your job exited please check the logs: https://console.cloud.google.com/logs/viewer?project=1&resource=ml_job%2Fjob_id%2F2';

/** An exit of a container, as the service tells it. */
export const exited = (status: number | string, reason = 'Error', words = ''): string =>
  `The replica workerpool0-0 exited with a non-zero status of ${status}. Termination reason: ${reason}.${words && ` \n Termination log message: ${words}`} ${LOG}`;

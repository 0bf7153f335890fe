import type { Job, JobState } from '../../cloud/jobs-api.ts';

/** What is known of a job that ended without success. */
export interface EndFacts {
  /** The service's own text, empty where it gave none. */
  readonly text: string;
  readonly state: JobState;
  /** `workerpool0-0`; "a replica" where the text names none. */
  readonly replica: string;
  /** The exit status in the text. */
  readonly status: number | undefined;
  /** How long it ran, where it did. */
  readonly ranSeconds: number | undefined;
  readonly timeoutSeconds: number;
  readonly region: string;
  readonly image: string;
  readonly project: string;
}

/** A kind of ending: how it is known, what it means, what to do about it. */
export interface Ending {
  readonly name: string;
  readonly fits: (facts: EndFacts) => boolean;
  readonly what: (facts: EndFacts) => string;
  readonly fix: (facts: EndFacts) => string;
}

export function endFactsOf(job: Job): EndFacts {
  const text = job.error?.message ?? '';
  const status = /non-zero status of (-?\d+)/.exec(text)?.[1];
  const [, project = '', , region = ''] = job.name.split('/');
  return {
    text,
    state: job.state,
    replica: /replica (workerpool\d+-\d+)/.exec(text)?.[1] ?? 'a replica',
    status: status === undefined ? undefined : Number(status),
    ranSeconds:
      job.startTimeMs === undefined || job.endTimeMs === undefined
        ? undefined
        : (job.endTimeMs - job.startTimeMs) / 1000,
    timeoutSeconds: Number(job.jobSpec.scheduling.timeout.replace('s', '')),
    region,
    project,
    image: job.jobSpec.workerPoolSpecs[0]?.containerSpec.imageUri ?? 'the image',
  };
}

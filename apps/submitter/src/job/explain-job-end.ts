import type { Job } from '../cloud/jobs-api.ts';
import { spanOf } from '../settings/duration.ts';

/** Why a job that did not succeed ended, and what to do: the service's text, then ours. */
export function explainJobEnd(job: Job): { readonly what: string; readonly hint: string } {
  const text = job.error?.message ?? '';
  const replica = /replica (workerpool\d+-\d+)/.exec(text)?.[1];
  const status = /non-zero status of (-?\d+)/.exec(text)?.[1];
  if (job.state === 'CANCELLED') return { what: 'the job was cancelled', hint: 'submit it again when you want it' };
  if (/timed? ?out|timeout|exceeded .*(time|duration)|deadline/i.test(text)) {
    return {
      what: `the job ran out of its time, ${timeoutOf(job)}`,
      hint: 'give a longer --timeout, a larger --machine-type or more --replicas',
    };
  }
  if (/out of memory|OOM/i.test(text)) {
    return {
      what: `${replica ?? 'a replica'} ran out of memory`,
      hint: 'give a larger --machine-type; the service itself takes up to 40% of a small one',
    };
  }
  if (/Resources are insufficient|stockout/i.test(text)) {
    return { what: text, hint: 'try another --region or --machine-type, or later; --max-wait waits for a machine' };
  }
  if (/artifact ?registry|image/i.test(text) && /pull|permission|not found/i.test(text)) {
    return { what: text, hint: 'check --image, and that the service agent may read its registry (submitter doctor)' };
  }
  if (status !== undefined) {
    const whose = TRAINER_EXITS[status] ?? 'its log says why';
    return { what: `${replica ?? 'a replica'} exited with ${status}`, hint: whose };
  }
  if (/internal error/i.test(text)) {
    return {
      what: text,
      hint: 'a service account without storage and log roles ends like this before any line; otherwise submit again',
    };
  }
  return { what: text || `the job ended as ${job.state} and the service gives no reason`, hint: 'its log may say why' };
}

/** The trainer's exit codes are the submitter's own. */
const TRAINER_EXITS: Readonly<Record<string, string>> = {
  '1': 'a bug of the trainer; the stack is in its log',
  '2': 'the trainer did not accept its options; what it got stands after -- in the command',
  '3': 'the training data is not right; its log names file and line',
  '4': 'the trainer could not read or write the bucket; its log says which object',
  '137': 'the machine killed it, most often for want of memory; give a larger --machine-type',
};

function timeoutOf(job: Job): string {
  return spanOf(Number(job.jobSpec.scheduling.timeout.replace('s', '')));
}

import { formatSpan } from '@taxifare/console';
import type { EndFacts, Ending } from './ending.ts';

/** A job counts as out of time when it ran this much of what it was given: the service's clock and ours differ. */
const OUT_OF_TIME = 0.98;

const has =
  (pattern: RegExp) =>
  ({ text }: EndFacts): boolean =>
    pattern.test(text);

const exited =
  (...statuses: readonly number[]) =>
  ({ status }: EndFacts): boolean =>
    status !== undefined && statuses.includes(status);

/** What the container said last, which the service repeats. */
const lastWords = ({ text }: EndFacts): string => {
  const words = /Termination log message: *(.*?)(?: To find out more about why your job exited.*)?$/s.exec(text)?.[1];
  return words ? `: ${words.trim()}` : '';
};
const exit = (facts: EndFacts): string => `${facts.replica} exited with ${facts.status}${lastWords(facts)}`;

/** Endings of somebody's or something's will, before all others. */
export const STOPPED: readonly Ending[] = [
  {
    name: 'out of time',
    fits: ({ state, text, ranSeconds = 0, timeoutSeconds }) =>
      /exceeded (its|the) timeout|maximum (run|job)\w* time|timed out after|job .*timed out$/i.test(text) ||
      (state === 'CANCELLED' && timeoutSeconds > 0 && ranSeconds >= timeoutSeconds * OUT_OF_TIME),
    what: ({ timeoutSeconds }) => `the job ran out of its time, ${formatSpan(timeoutSeconds * 1000)}`,
    fix: () => 'give a longer --timeout, a larger --machine-type or more --replicas',
  },
  {
    name: 'cancelled',
    fits: ({ state }) => state === 'CANCELLED',
    what: () => 'the job was cancelled',
    fix: () => 'submit it again when you want it',
  },
  {
    name: 'expired',
    fits: ({ state }) => state === 'EXPIRED',
    what: ({ text }) => `the job waited too long for its machines${text ? `, ${text}` : ''}`,
    fix: () => 'try another --region or --machine-type, or later',
  },
  {
    name: 'local cloud stopped',
    fits: has(/local cloud stopped/i),
    what: () => 'the local cloud stopped while the job ran',
    fix: () => 'submit it again',
  },
];

/** Endings of a container that ran, by what it said and by its status. */
export const WHILE_IT_RAN: readonly Ending[] = [
  {
    name: 'out of memory',
    fits: (facts) =>
      has(/out[- ]of[- ]memory|\bOOM(Killed)?\b|heap limit|cannot allocate memory|bad_alloc/i)(facts) ||
      exited(9, 137)(facts),
    what: ({ replica }) => `${replica} ran out of memory`,
    fix: () => 'give a larger --machine-type; the service itself takes up to 40% of a small one',
  },
  {
    name: 'disk full',
    fits: has(/no space left|ENOSPC|disk .*full|ephemeral.storage|evicted/i),
    what: (facts) => `${facts.replica} ran out of disk${lastWords(facts)}`,
    fix: () => 'give a larger --disk-size',
  },
  {
    name: 'container did not start',
    fits: (facts) =>
      has(/StartError|ContainerCannotRun|containerd task|executable file not found|exec format error/i)(facts) ||
      exited(126, 127, 128)(facts),
    what: (facts) => `the container of ${facts.replica} did not start${lastWords(facts) || `, ${facts.text}`}`,
    fix: ({ image }) => `check that ${image} has node, for x86-64: there is no log, as nothing ran`,
  },
  {
    name: "an image's Node too old",
    fits: has(
      /node: version \d+ or newer|enableCompileCache|does not provide an export named|ERR_UNKNOWN_BUILTIN_MODULE|node: bad option/i,
    ),
    what: exit,
    fix: () => 'the image has a Node older than the bundle wants: give --image node:24-slim',
  },
  {
    name: 'bundle not readable',
    fits: has(
      /(Cannot find module|ERR_MODULE_NOT_FOUND|ENOENT|EACCES|permission denied).*\/gcs\/|\/gcs\/.*(ENOENT|EACCES|permission denied)/i,
    ),
    what: exit,
    fix: () =>
      "the job's account may not read the bucket off its mount: give it roles/storage.objectUser, or --bootstrap download",
  },
  {
    name: 'exit 1',
    fits: exited(1),
    what: exit,
    fix: () =>
      'Node itself ends so where the bundle cannot be read (see permissions in submitter doctor) or the image is older than Node 24; else it is a bug of the trainer. Its log says which',
  },
  {
    name: 'exit 2',
    fits: exited(2),
    what: exit,
    fix: () => 'the trainer did not accept its options; what it got stands after -- in the command',
  },
  {
    name: 'exit 3',
    fits: exited(3),
    what: exit,
    fix: () => 'the training data is not right; its log names file and line',
  },
  {
    name: 'exit 4',
    fits: exited(4),
    what: exit,
    fix: () => 'the trainer could not read or write the bucket; its log says which object',
  },
  {
    name: 'exit 5',
    fits: exited(5),
    what: exit,
    fix: () => 'another replica was lost, or left checkpoints of other data or options; its log says which',
  },
  {
    name: 'aborted',
    fits: exited(6, 134),
    what: (facts) => `${exit(facts)} (SIGABRT)`,
    fix: () => 'Node gave up, out of memory most often: its log ends with the reason; give a larger --machine-type',
  },
  {
    name: 'segmentation fault',
    fits: exited(11, 139),
    what: (facts) => `${exit(facts)} (SIGSEGV)`,
    fix: ({ image }) =>
      `a crash of Node, not of the trainer: submit again, with another --image than ${image} if it stays`,
  },
  {
    name: 'terminated',
    fits: exited(15, 130, 143),
    what: (facts) => `${exit(facts)}: it was told to stop`,
    fix: () => 'the machine was taken away or maintained: submit again',
  },
  {
    name: 'another exit',
    fits: ({ status }) => status !== undefined,
    what: exit,
    fix: () => 'no status of the trainer or of Node; its log says why',
  },
  {
    name: 'internal error',
    fits: has(/internal error/i),
    what: ({ text }) => text,
    fix: () =>
      'a service account without storage and log roles ends like this before any line, and so do wrong field names in a job made by hand; otherwise submit again',
  },
];

import { Interrupted } from './interrupted.ts';

/** The exit codes of both programs by name. */
export const EXIT = {
  fine: 0,
  bug: 1,
  config: 2,
  data: 3,
  storage: 4,
  job: 5,
  left: 6,
  interrupted: 130,
} as const;

interface ExitCode {
  readonly code: number;
  readonly meaning: string;
  readonly whoActs: string;
  /** The names of the errors that end in it. */
  readonly errors: readonly string[];
}

/** What each code means, who acts on it, and which errors end in it. */
export const EXIT_CODES: readonly ExitCode[] = [
  { code: EXIT.fine, meaning: 'fine', whoActs: 'nobody', errors: [] },
  { code: EXIT.bug, meaning: 'a bug, with its stack', whoActs: 'us', errors: [] },
  {
    code: EXIT.config,
    meaning: 'a wrong flag or setting; all of them are listed at once',
    whoActs: 'you',
    errors: ['ConfigError'],
  },
  {
    code: EXIT.data,
    meaning: 'data that is not what it should be: where, by line or byte',
    whoActs: 'you',
    errors: ['DataError', 'ContentError'],
  },
  {
    code: EXIT.storage,
    meaning: 'a file, a bucket, the cloud or the network',
    whoActs: 'whoever runs them',
    errors: ['StorageError', 'EmulatorError', 'CloudError', 'ApiError', 'OutputError'],
  },
  {
    code: EXIT.job,
    meaning: 'the job failed, or a replica was lost',
    whoActs: "the job's log says who",
    errors: ['JobError', 'ReplicaError'],
  },
  {
    code: EXIT.left,
    meaning: 'a job or a deployment goes on, and is followed no longer',
    whoActs: 'you, when it has ended',
    errors: ['LeftRunning'],
  },
  // Node's own timers and streams reject with `AbortError`, whatever the signal's reason is.
  { code: EXIT.interrupted, meaning: 'interrupted', whoActs: 'nobody', errors: ['Interrupted', 'AbortError'] },
];

/**
 * The exit code of an error, by its name: a class of a package that was never loaded cannot be thrown. A reader that has
 * gone (`| head`) has what it wanted.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted && error.by === 'reader') return EXIT.fine;
  const name = error instanceof Error ? error.name : '';
  return EXIT_CODES.find(({ errors }) => errors.includes(name))?.code ?? EXIT.bug;
}

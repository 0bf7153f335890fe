import type { Environment, Paint } from '@taxifare/console';

export interface Hint {
  readonly what: string;
  readonly command: string;
}

/** The closing block: what one may want to do next, ready to paste; `flags` are the place's, which it needs again. */
export function formatHints(
  hints: readonly Hint[],
  { paint, flags, env }: { readonly paint: Paint; readonly flags: readonly string[]; readonly env: Environment },
): readonly string[] {
  const width = Math.max(...hints.map(({ what }) => what.length));
  return [
    '',
    paint.bold('Useful commands'),
    ...hints.map(({ what, command }, i) => {
      const branch = i === hints.length - 1 ? '└──' : '├──';
      const line = [programOf(env), command, ...flags].join(' ');
      return `${paint.dim(branch)} ${`${what}:`.padEnd(width + 1)}  ${paint.accent(line)}`;
    }),
  ];
}
export function hintsWhileRunning(job: string): readonly Hint[] {
  return [
    { what: 'To follow it again', command: `logs ${job} --follow` },
    { what: 'To see its state', command: `status ${job}` },
    { what: 'To cancel it', command: `cancel ${job}` },
    { what: 'To see all jobs', command: 'list' },
  ];
}

/** `predictions`: where they are, of a job that made some in place of a model. */
export function hintsAfterSuccess(job: string, predictions?: string): readonly Hint[] {
  return [
    ...(predictions === undefined ? [{ what: 'To fetch the model', command: `download ${job}` }] : []),
    { what: 'To read its log', command: `logs ${job}` },
    { what: 'To see all jobs', command: 'list' },
  ];
}

export function hintsAfterFailure(job: string): readonly Hint[] {
  return [
    { what: 'To read its log', command: `logs ${job}` },
    { what: 'To see what was asked', command: `status ${job}` },
    { what: 'To check the set-up', command: 'doctor' },
  ];
}

/** How the submitter is run on this machine: pnpm may be there for npx alone. */
function programOf({ npm_execpath: manager = '' }: Environment): string {
  return /[\\/]_npx[\\/]/.test(manager) ? 'npx pnpm@12 submitter' : 'pnpm submitter';
}

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT } from './documents.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export type Variables = Readonly<Record<string, string>>;

export interface RunOptions {
  readonly folder: string;
  readonly env?: Variables;
  /** Told of all that was printed so far; may interrupt the command as Ctrl+C does. */
  readonly onText?: (text: string, interrupt: () => void) => void;
}

/** Whether pnpm is on the PATH, as it is for whatever pnpm itself runs. */
export const HAS_PNPM: boolean = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'pnpm')));

/** The environment of a person's terminal: without what this process's own pnpm and the programs put in. */
function surroundings(): NodeJS.Dict<string> {
  const ours = /^(BUCKET|PROJECT|REGION|GOOGLE_|CLOUD|AIP|STORAGE_|LOGGING_|TAXIFARE_|VITEST|NODE_ENV|FORCE_COLOR)/;
  const pnpms = /^(INIT_CWD|pnpm_|npm_(?!config_registry))/i;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name) && !pnpms.test(name));
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(ROOT));
  return { ...Object.fromEntries(kept), PATH: folders.join(delimiter) };
}

/** Runs pnpm as a person does. */
export function runPnpm(args: readonly string[], { folder, env, onText }: RunOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('pnpm', args, {
      cwd: folder,
      env: { ...surroundings(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A terminal sends Ctrl+C to everybody in the foreground.
      detached: true,
    });
    const interrupt = (): void => {
      if (child.pid !== undefined && !isInterrupted) process.kill(-child.pid, 'SIGINT');
      isInterrupted = true;
    };
    let isInterrupted = false;
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      onText?.(out + err, interrupt);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      onText?.(out + err, interrupt);
    });
    child.on('error', reject);
    // pnpm dies by Ctrl+C itself; a shell adds 128 to its number.
    child.on('close', (code, signal) =>
      resolve({ code: signal === null ? code : 128 + constants.signals[signal], out, err }),
    );
  });
}

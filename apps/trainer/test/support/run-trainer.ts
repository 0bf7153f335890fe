import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The trainer as it runs at home, in chunks. */
export const BUNDLE: string = fileURLToPath(new URL('../../dist/trainer.mjs', import.meta.url));
/** The trainer as a job runs it, one file. */
export const JOB_FILE: string = fileURLToPath(new URL('../../dist/job/trainer.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: string;
  /** Told of standard output as it comes; may stop the process. */
  readonly onOut?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built bundle as a process of its own, with nothing of this process's environment but the path. */
export function runTrainer(args: readonly string[], { cwd, env, program = BUNDLE, onOut }: RunOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, METADATA_SERVER_DETECTION: 'none', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      onOut?.(out, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err: withoutWaiting(err) }));
  });
}

/** What is said of a wait depends on how busy the machine is. */
function withoutWaiting(text: string): string {
  return text.replace(/^waiting for .* so far\n/gm, '');
}

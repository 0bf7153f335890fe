import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@taxifare/emulator';

const PROGRAM = fileURLToPath(new URL('../../dist/submitter.mjs', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../../../data/train_1k.csv', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** From the start of the process; `undefined`: it said nothing. */
  readonly firstWordMs: number | undefined;
  readonly endMs: number;
}

export interface Bench {
  readonly cloud: Emulator;
  readonly folder: string;
  /** Runs the built submitter, or the one of another clone, as a process of its own against the cloud. */
  run(
    args: readonly string[],
    onOut?: (out: string, kill: (signal: NodeJS.Signals) => void) => void,
    env?: Readonly<Record<string, string>>,
    program?: string,
  ): Promise<Ended>;
  close(): Promise<void>;
}

/** A local cloud with the sample in it, and the submitter beside it. */
export async function openBench(pace: Record<string, number> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'taxifare-submit-'));
  const cloud = await startEmulator({
    folder: join(folder, 'cloud'),
    sample: [{ name: 'data/train_1k.csv', path: SAMPLE }],
    pace: { stateMs: 60, errorMs: 60, logMs: 60, graceMs: 500, ...pace },
  });
  return {
    cloud,
    folder,
    run: (args, onOut, env = {}, program = PROGRAM) =>
      new Promise((resolve, reject) => {
        const startMs = performance.now();
        const child = spawn(process.execPath, [program, ...args], {
          cwd: folder,
          env: {
            PATH: process.env.PATH,
            HOME: folder,
            BUCKET_NAME: 'local-bucket',
            PROJECT_ID: 'local-project',
            POLL_INTERVAL: '50ms',
            ...cloud.environment,
            ...env,
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let out = '';
        let err = '';
        let firstWordMs: number | undefined;
        const speak = (): void => {
          firstWordMs ??= performance.now() - startMs;
        };
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          speak();
          out += text;
          onOut?.(out, (signal) => child.kill(signal));
        });
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          speak();
          err += text;
        });
        child.on('error', reject);
        child.on('close', (code) =>
          resolve({ code, out, err: withoutWaiting(err), firstWordMs, endMs: performance.now() - startMs }),
        );
      }),
    close: async () => {
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is said of a wait depends on how busy the machine is. */
function withoutWaiting(text: string): string {
  return text.replace(/^waiting for .* so far\n/gm, '');
}

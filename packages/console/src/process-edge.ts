import { ConfigError } from './config-error.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { Interrupted } from './interrupted.ts';
import { linesOfError } from './lines-of-error.ts';
import { problemOfNode } from './node-version.ts';
import { sentenceOf } from './problem.ts';
import { type Environment, readDotEnv } from './settings/dot-env.ts';
import { OutputError } from './terminal/output-error.ts';
import { LiveLine, printable, type TextStream, terminalOf } from './terminal/screen.ts';
import type { Voice } from './terminal/voice.ts';
import { SilenceWatch } from './terminal/waiting.ts';

/** What a program gets of its process. */
export interface Edge extends Voice {
  /** The folder where the command was typed; relative paths start here. */
  readonly folder: string;
  /** Standard output for much data: resolves when the bytes are on their way, rejects when they cannot be. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

type Stream = TextStream & { on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown };

type StopSignal = 'SIGINT' | 'SIGTERM';

/** The part of Node's `process` that a program's edge is made of. */
export interface EdgeProcess {
  readonly env: Environment;
  readonly versions: { readonly node: string };
  readonly stdout: Stream;
  readonly stderr: Stream;
  cwd(): string;
  readonly pid: number;
  on(event: StopSignal, listener: (signal: StopSignal) => void): unknown;
  on(event: 'warning', listener: () => void): unknown;
  removeAllListeners(event: StopSignal | 'warning'): unknown;
  kill(pid: number, signal: StopSignal): unknown;
  exitCode?: number | string | null | undefined;
  exit(code: number): never;
}

/** The working directory, which may have been deleted since. */
function folderOf(process: EdgeProcess): string {
  try {
    return process.cwd();
  } catch (cause) {
    const fix = 'change to one that is there';
    throw new ConfigError([{ where: 'this folder', what: 'is gone', fix }], { cause });
  }
}

/** So long what is left open, such as a connection that is kept, may hold up the end. */
const LEFT_OPEN_MS = 100;
/** One press of Ctrl+C may arrive twice: from the terminal, and from the package manager in between. */
const ONE_PRESS_MS = 100;
/** How often it looks whether a silence has become long. */
const LOOK_MS = 500;

/**
 * Runs a program in its process, and ends the process with the exit code that it answers, whatever it has left open.
 * The first Ctrl+C aborts `interrupted`, the second ends the process at once. Output that cannot be written ends in 4;
 * a reader that has gone ends quietly. Node's own warnings are not for users. An older Node is refused with 2.
 */
export async function runAtEdge(process: EdgeProcess, run: (edge: Edge) => Promise<number>): Promise<void> {
  const { stdout, stderr } = process;
  const tooOld = problemOfNode(process.versions.node);
  if (tooOld !== undefined) {
    stderr.write(`${sentenceOf(tooOld)}\n`);
    process.exitCode = EXIT.config;
    return;
  }
  const stop = new AbortController();
  const unread = new AbortController();
  let pressedMs = 0;
  const interrupt = (signal: StopSignal): void => {
    const nowMs = performance.now();
    if (pressedMs > 0 && nowMs - pressedMs > ONE_PRESS_MS) {
      // With nobody listening the signal ends the process by itself, whatever its threads are doing.
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
    if (pressedMs === 0) pressedMs = nowMs;
    stop.abort(new Interrupted('signal'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.removeAllListeners('warning');
  process.on('warning', () => {});

  let failure: OutputError | Interrupted | undefined;
  const failed = (error: NodeJS.ErrnoException): OutputError | Interrupted => {
    failure ??= error.code === 'EPIPE' ? new Interrupted('reader') : new OutputError(error);
    (failure instanceof OutputError ? stop : unread).abort(failure);
    return failure;
  };
  stdout.on('error', failed);
  // There is nowhere left to say it.
  stderr.on('error', () => {});

  const errors = terminalOf(stderr, process.env);
  const line = new LiveLine(stderr, errors);
  const sent = (bytes: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      stdout.write(bytes, (error) => (error ? reject(failed(error)) : resolve()));
    });
  const silence = new SilenceWatch(() => performance.now());
  const spoken = (): void => {
    silence.note();
    line.erase();
  };
  const err = (text: string): void => {
    spoken();
    stderr.write(printable(text));
  };
  const looking = setInterval(() => {
    const words = silence.words(errors.isTerminal);
    if (words === undefined) return;
    if (errors.isTerminal) line.draw(words);
    else stderr.write(`${printable(words)}\n`);
  }, LOOK_MS).unref();
  const say = (error: unknown): number => {
    for (const text of linesOfError(error)) err(`${text}\n`);
    return exitCodeOf(error);
  };

  const edge = (folder: string, dotEnv: Environment): Edge => ({
    env: { ...dotEnv, ...process.env },
    dotEnv,
    folder,
    out: (text) => {
      spoken();
      stdout.write(printable(text));
    },
    write: async (bytes) => {
      spoken();
      await sent(stdout.isTTY === true ? printable(new TextDecoder().decode(bytes)) : bytes);
    },
    err,
    live: (text) => {
      spoken();
      if (text !== undefined) line.draw(text);
    },
    waiting: (what) => {
      line.erase();
      silence.waitFor(what);
    },
    terminal: terminalOf(stdout, process.env),
    errors,
    interrupted: AbortSignal.any([stop.signal, unread.signal]),
    stopped: stop.signal,
  });

  let code: number;
  try {
    const folder = process.env.INIT_CWD ?? folderOf(process);
    code = await run(edge(folder, readDotEnv(folder)));
  } catch (error) {
    code = say(error);
  }
  clearInterval(looking);
  line.erase();
  await sent('').catch(() => {});
  if (failure instanceof OutputError && code !== EXIT.storage) code = say(failure);
  await new Promise((done) => stderr.write('', done));
  // By itself, if it can: `process.exit` waits for V8's compiler threads, and one of them may at that moment wait for this
  // thread to collect garbage. Then neither ends ("Deadlock at process shutdown", nodejs/node).
  process.exitCode = code;
  setTimeout(() => process.exit(code), LEFT_OPEN_MS).unref();
}

import { formatBytes, paintOf } from '@taxifare/console';
import type { Retry } from '../fold/sum-planned.ts';
import type { World } from '../world.ts';

/** What a run says while it runs. Results are said apart from it. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Something failed that is tried again: said now and then, with its count. */
  retrying(failure: Retry): void;
  /** Shown where somebody looks, and only if it takes a while. */
  progress(done: { readonly shardsDone: number; readonly shards: number }): void;
  /** The same in bytes; Infinity where nobody knows how many there are. */
  reading(done: { readonly bytesRead: number; readonly bytes: number }): void;
}

type LogWorld = Pick<World, 'out' | 'err' | 'live' | 'errors' | 'now'>;

const SLOW_MS = 1000;
const REDRAW_MS = 100;
const BAR_CELLS = 30;
/** A job's log keeps every line. */
const JOB_READING_MS = 30_000;

/** On Vertex one JSON object a line; elsewhere lines for people, with a bar on a terminal. */
export function createLog(world: LogWorld, options: { readonly isJob: boolean; readonly isJson: boolean }): Log {
  if (options.isJob) return jsonLog(world);
  const say = options.isJson ? world.err : world.out;
  const paint = paintOf(world.errors.hasColour);
  const startMs = world.now();
  let drawnMs = 0;
  const warn = (text: string): void => world.err(`${paint.warn(`warning: ${text}`)}\n`);
  const draw = (share: number, words: (elapsedMs: number) => string): void => {
    const nowMs = world.now();
    if (share >= 1) world.live(undefined);
    if (share >= 1 || nowMs - startMs < SLOW_MS || nowMs - drawnMs < REDRAW_MS) return;
    drawnMs = nowMs;
    world.live(words(nowMs - startMs));
  };
  return {
    info: (text) => say(`${text}\n`),
    warn,
    error: (text) => world.err(`${paint.bad(text)}\n`),
    retrying: (failure) => sayRetry(failure, warn),
    progress: ({ shardsDone, shards }) => draw(shardsDone / shards, (ms) => barOf(shardsDone / shards, ms)),
    reading: ({ bytesRead, bytes }) => {
      const share = bytesRead / bytes;
      draw(share, (ms) => (share > 0 ? barOf(share, ms) : `read ${formatBytes(bytesRead)}`));
    },
  };
}

/** The first failure is often over at once, and of many every third is enough. */
function sayRetry({ error, tries }: Retry, say: (text: string) => void): void {
  if (tries % 3 === 0) say(`${error.uri}: ${error.what}; ${tries} tries failed, trying again`);
}

function barOf(share: number, elapsedMs: number): string {
  const full = Math.min(BAR_CELLS, Math.round(share * BAR_CELLS));
  const leftSeconds = Math.ceil(((elapsedMs / share) * (1 - share)) / 1000);
  const left = share > 0 ? `, ${leftSeconds} s left` : '';
  return `read ${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.floor(share * 100)}%${left}`;
}

/** Cloud Logging lifts `severity` and `message` out of a line that is a JSON object. */
function jsonLog(world: LogWorld): Log {
  const write = (severity: string, message: string) => world.out(`${JSON.stringify({ severity, message })}\n`);
  let tenth = 0;
  let saidMs = world.now();
  return {
    info: (text) => write('INFO', text),
    warn: (text) => write('WARNING', text),
    retrying: (failure) => sayRetry(failure, (text) => write('WARNING', text)),
    error: (text) => write('ERROR', text),
    progress: ({ shardsDone, shards }) => {
      const now = Math.floor((shardsDone / shards) * 10);
      if (now > tenth && now < 10) write('INFO', `read ${now * 10}% of ${shards} shards`);
      tenth = now;
    },
    reading: ({ bytesRead, bytes }) => {
      if (world.now() - saidMs < JOB_READING_MS) return;
      saidMs = world.now();
      write('INFO', `read ${formatBytes(bytesRead)}${Number.isFinite(bytes) ? ` of ${formatBytes(bytes)}` : ''}`);
    },
  };
}

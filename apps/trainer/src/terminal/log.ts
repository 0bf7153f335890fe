import type { World } from '../world.ts';

/** What a run says while it runs. Results are said apart from it. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Shown where somebody looks, and only if it takes a while. */
  progress(done: { readonly shardsDone: number; readonly shards: number }): void;
}

const SLOW_MS = 1000;
const REDRAW_MS = 100;
const BAR_CELLS = 30;
const ERASE_LINE = '\r\u001b[2K';

/** On Vertex one JSON object a line; elsewhere lines for people, with a bar on a terminal. */
export function createLog(world: World, options: { readonly isJob: boolean; readonly isJson: boolean }): Log {
  if (options.isJob) return jsonLog(world);
  const say = options.isJson ? world.err : world.out;
  const { isTerminal, hasColour, columns } = world.terminal;
  const paint = (code: number, text: string) => (hasColour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const startMs = world.now().getTime();
  let drawnMs = 0;
  let isDrawn = false;
  const erase = () => {
    if (isDrawn) world.err(ERASE_LINE);
    isDrawn = false;
  };
  return {
    info: (text) => {
      erase();
      say(`${text}\n`);
    },
    warn: (text) => {
      erase();
      world.err(`${paint(33, `warning: ${text}`)}\n`);
    },
    error: (text) => {
      // Another log of this process may have drawn a bar.
      if (isTerminal) world.err(ERASE_LINE);
      world.err(`${paint(31, text)}\n`);
    },
    progress: ({ shardsDone: done, shards: total }) => {
      const nowMs = world.now().getTime();
      if (done >= total) erase();
      if (!isTerminal || done >= total || nowMs - startMs < SLOW_MS || nowMs - drawnMs < REDRAW_MS) return;
      drawnMs = nowMs;
      isDrawn = true;
      world.err(`${ERASE_LINE}${barOf(done, total, nowMs - startMs).slice(0, columns - 1)}`);
    },
  };
}

function barOf(done: number, total: number, elapsedMs: number): string {
  const share = done / total;
  const full = Math.round(share * BAR_CELLS);
  const leftSeconds = Math.ceil(((elapsedMs / share) * (1 - share)) / 1000);
  const left = share > 0 ? `, ${leftSeconds} s left` : '';
  return `read ${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.floor(share * 100)}%${left}`;
}

/** Cloud Logging lifts `severity` and `message` out of a line that is a JSON object. */
function jsonLog(world: World): Log {
  const write = (severity: string, message: string) => world.out(`${JSON.stringify({ severity, message })}\n`);
  let tenth = 0;
  return {
    info: (text) => write('INFO', text),
    warn: (text) => write('WARNING', text),
    error: (text) => write('ERROR', text),
    progress: ({ shardsDone, shards }) => {
      const now = Math.floor((shardsDone / shards) * 10);
      if (now > tenth && now < 10) write('INFO', `read ${now * 10}% of ${shards} shards`);
      tenth = now;
    },
  };
}

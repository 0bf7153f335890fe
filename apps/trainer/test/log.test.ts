import { expect, test } from 'vitest';
import { createLog } from '../src/terminal/log.ts';
import type { World } from '../src/world.ts';

/** A log whose clock is at a second after its start, and what its live line has shown. */
function logAfterASecond({ isJob = false } = {}) {
  const shown: (string | undefined)[] = [];
  const lines: string[] = [];
  let ms = 0;
  const terminal = { isTerminal: true, hasColour: false, columns: 80 };
  const world: Pick<World, 'out' | 'err' | 'live' | 'errors' | 'now'> = {
    out: (line) => lines.push(line),
    err: () => {},
    live: (line) => shown.push(line),
    errors: terminal,
    now: () => ms,
  };
  const log = createLog(world, { isJob, isJson: true });
  log.progress({ shardsDone: 1, shards: 4 });
  ms = 1000;
  return { log, shown, lines, pass: (passedMs: number) => (ms += passedMs) };
}

test('progress is a bar with the time that is left, and is gone when all is read', () => {
  const { log, shown } = logAfterASecond();
  log.progress({ shardsDone: 1, shards: 4 });
  log.progress({ shardsDone: 4, shards: 4 });
  expect(shown).toEqual([`read ${'█'.repeat(8)}${'░'.repeat(22)} 25%, 3 s left`, undefined]);
});

test('progress through what nobody knows the length of is what was read', () => {
  const { log, shown } = logAfterASecond();
  log.reading({ bytesRead: 1_234_567_890, bytes: Infinity });
  expect(shown).toEqual(['read 1.2 GB']);
});

test('progress through a file is a share of its bytes', () => {
  const { log, shown } = logAfterASecond();
  log.reading({ bytesRead: 50, bytes: 100 });
  expect(shown[0]).toContain('50%, 1 s left');
});

test('a job draws no bar, and says twice a minute how far it is', () => {
  const { log, shown, lines, pass } = logAfterASecond({ isJob: true });
  log.reading({ bytesRead: 50, bytes: 100 });
  pass(30_000);
  log.reading({ bytesRead: 60e6, bytes: 100e6 });
  log.reading({ bytesRead: 70e6, bytes: 100e6 });
  expect(shown).toEqual([]);
  expect(lines.slice(1).map((line) => JSON.parse(line))).toEqual([
    { severity: 'INFO', message: 'read 60.0 MB of 100.0 MB' },
  ]);
});

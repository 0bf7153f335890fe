import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('support/toy-main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

type OnOut = (text: string, child: { kill(signal: NodeJS.Signals): boolean; closeOutput(): void }) => void;

function toy(deed: string, { to, cwd, onOut }: { to?: string; cwd?: string; onOut?: OnOut } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const command = `exec "$0" "$1" "$2"${to === undefined ? '' : ` > ${to}`}`;
    const child = spawn('sh', ['-c', command, process.execPath, PROGRAM, deed], {
      cwd,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      onOut?.(text, { kill: (signal) => child.kill(signal), closeOutput: () => child.stdout.destroy() });
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

describe('a program', () => {
  test('ends with its exit code when it has answered, whatever it has left open', async () => {
    expect(await toy('say')).toMatchObject({ code: 0, out: 'one\ntwo\n', err: '' });
    expect((await toy('fail')).code).toBe(3);
  });

  test.skipIf(!existsSync('/dev/full'))('that cannot write its output ends with 4, and says why', async () => {
    for (const deed of ['say', 'rows']) {
      expect(await toy(deed, { to: '/dev/full' })).toMatchObject({
        code: 4,
        out: '',
        err: 'standard output: the disk is full; what was printed is not whole, write it somewhere else\n',
      });
    }
  });

  test('whose reader has gone ends quietly', async () => {
    const { code, err } = await toy('rows', { onOut: (_, { closeOutput }) => closeOutput() });
    expect([code, err]).toEqual([0, '']);
  });

  test('is asked to stop by the first Ctrl+C, and ended by the second', async () => {
    let presses: NodeJS.Timeout | undefined;
    const { code, signal, out } = await toy('wait', {
      onOut: (text, { kill }) => {
        if (text.includes('waiting')) kill('SIGINT');
        if (text.includes('stopping')) presses = setInterval(() => kill('SIGINT'), 50);
      },
    });
    clearInterval(presses);
    expect([code, signal, out]).toEqual([null, 'SIGINT', 'waiting\nstopping\n']);
  });

  test('shows no raw warnings of its libraries, and no control characters', async () => {
    expect((await toy('warn')).err).toBe('');
    expect((await toy('escape')).out).toBe('a\\x1b]0;title\\x07b\\x1b[2J\\x1b[31mc\\u202ed\n');
  });

  test('says that the folder one stands in is gone', () => {
    const script = `cd "$2" && rmdir "$2" && exec "$0" "$1" say`;
    const gone = mkdtempSync(join(tmpdir(), 'taxifare-gone-'));
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, PROGRAM, gone], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    });
    expect([status, stderr]).toEqual([2, 'this folder: is gone; change to one that is there\n']);
  });

  test('refuses a .env that is no text file, in a sentence', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'taxifare-dot-env-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, '.env'), Buffer.from('\ufeffA=1\n', 'utf16le'));
    expect(await toy('say', { cwd: folder })).toMatchObject({
      code: 2,
      out: '',
      err: `${join(folder, '.env')}: not UTF-8 text; save it as UTF-8\n`,
    });
  });
});

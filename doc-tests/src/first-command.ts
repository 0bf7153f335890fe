import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './documents.ts';
import type { Tried } from './expected.ts';
import { type Ended, runPnpm, type Variables } from './run-pnpm.ts';

/** What runs until it is told to stop; told once it has said that it runs. */
const STAYS = /pnpm@12 emulator/;

/** Runs a documented command as the first in a fresh clone; the clone and what it left running are gone afterwards. */
export async function runFirst(command: string, { instead, small }: Tried, env: Variables): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-clone-'));
  try {
    execFileSync('git', ['clone', '--quiet', ROOT, folder], { stdio: 'pipe' });
    const variables = [...command.matchAll(/^(\w+)=(\S+) |(?<= )(\w+)=(\S+) (?=npx)/g)].map(
      ([, a, b, c, d]): [string, string] => [a ?? c ?? '', b ?? d ?? ''],
    );
    const onText = (text: string, interrupt: () => void): void => {
      if (STAYS.test(command) && text.includes('http://')) interrupt();
    };
    const line = (instead ?? []).reduce((text, [placeholder, value]) => text.replace(placeholder, value), command);
    const args = [...argumentsOf(line), ...(small ?? [])];
    return await runPnpm(args, { folder, env: { ...env, ...Object.fromEntries(variables) }, onText });
  } finally {
    // A cloud in the background ends when its folder is gone.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** As a shell takes them apart: quotes keep a word together. */
function argumentsOf(command: string): readonly string[] {
  const [, after = ''] = /pnpm@12 (.*)$/.exec(command) ?? [];
  return (after.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'));
}

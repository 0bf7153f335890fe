import {
  anyText,
  type Command,
  type Edge,
  EXIT,
  flag,
  formatSpan,
  formatTable,
  type Option,
  type Options,
  texts,
} from '@taxifare/console';
import { startDocumentedCloud } from './documented-cloud.ts';
import { documentedCommands } from './documents.ts';
import { expectedOf, type Tried } from './expected.ts';
import { runFirst } from './first-command.ts';
import type { Ended } from './run-pnpm.ts';

const LINES = 5;

interface TryOptions extends Options {
  readonly only: Option<readonly string[]>;
  readonly all: Option<boolean>;
}

/** `first-commands`: each command's code and first lines of standard output; 1 where one did not end as it should. */
export const TRY_COMMANDS: Command<Edge, TryOptions> = {
  options: {
    only: texts('Only commands that contain this text; repeatable', { check: anyText }),
    all: flag('Also commands that take minutes'),
  },
  run: async ({ only, all }, { out, err, interrupted }) => {
    const wrong: string[] = [];
    const wanted = documentedCommands().filter(
      (command) => only.length === 0 || only.some((part) => command.includes(part)),
    );
    for (const command of wanted) {
      interrupted.throwIfAborted();
      const expected = expectedOf(command);
      const reason = 'skipped' in expected ? expected.skipped : expected.isLong && !all ? '--all tries it' : undefined;
      if ('skipped' in expected || reason !== undefined) {
        out(`${command}\n  not tried: ${reason}\n`);
        continue;
      }
      const startMs = performance.now();
      const ended = await runAlone(command, expected);
      const isFine = ended.code === expected.code;
      const how = [
        `${ended.code}${isFine ? '' : `, wants ${expected.code}`}`,
        formatSpan(performance.now() - startMs),
        ...(expected.inCloud ? ['in a cloud with that bucket'] : []),
        ...(expected.small ? [`with ${expected.small.join(' ')}`] : []),
      ];
      const lines = ended.out.split('\n').slice(0, LINES);
      out(`${command}\n  ${how.join(', ')}\n`);
      out(lines.map((line) => (line === '' ? '' : `  | ${line}\n`)).join(''));
      if (!isFine) wrong.push(command);
      if (!isFine) err(`${ended.err}\n`);
    }
    if (wrong.length === 0) return EXIT.fine;
    err(`not as documented:\n${formatTable(wrong.map((command) => ['', command])).join('\n')}\n`);
    return EXIT.bug;
  },
};

/** In a cloud of its own, if in any: no command has what one before it made. */
async function runAlone(command: string, tried: Tried): Promise<Ended> {
  if (!tried.inCloud) return await runFirst(command, tried, {});
  const cloud = await startDocumentedCloud();
  try {
    return await runFirst(command, tried, cloud.env);
  } finally {
    await cloud.close();
  }
}

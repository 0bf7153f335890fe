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
import { expectedOf } from './expected.ts';
import { runFirst } from './first-command.ts';

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
    const cloud = await startDocumentedCloud();
    try {
      for (const command of wanted) {
        interrupted.throwIfAborted();
        const expected = expectedOf(command);
        const reason =
          'skipped' in expected ? expected.skipped : expected.isLong && !all ? '--all tries it' : undefined;
        if ('skipped' in expected || reason !== undefined) {
          out(`${command}\n  not tried: ${reason}\n`);
          continue;
        }
        const startMs = performance.now();
        const ended = await runFirst(command, expected, expected.inCloud ? cloud.env : {});
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
    } finally {
      await cloud.close();
    }
    if (wrong.length === 0) return EXIT.fine;
    err(`not as documented:\n${formatTable(wrong.map((command) => ['', command])).join('\n')}\n`);
    return EXIT.bug;
  },
};

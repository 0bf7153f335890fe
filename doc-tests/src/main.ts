/**
 * `pnpm first-commands`: tries every command of the documents as the first in a fresh clone of what is committed, and
 * prints how each ended; with words, only those that have one of them. The clones share pnpm's store, so that packages
 * are fetched once.
 */
import { EXIT, formatSpan, formatTable, runAtEdge } from '@taxifare/console';
import { documentedCommands } from './documents.ts';
import { expectedOf } from './expected.ts';
import { runFirst } from './first-command.ts';

const LINES = 5;

await runAtEdge(process, async ({ out, err, interrupted }) => {
  const wrong: string[] = [];
  const words = process.argv.slice(2);
  const wanted = (command: string) => words.length === 0 || words.some((word) => command.includes(word));
  for (const command of documentedCommands().filter(wanted)) {
    if (interrupted.aborted) throw interrupted.reason;
    const expected = expectedOf(command);
    if ('skipped' in expected) {
      out(`${command}\n  not tried: ${expected.skipped}\n`);
      continue;
    }
    const startMs = performance.now();
    const ended = await runFirst(command);
    const isFine = ended.code === expected.code;
    const took = formatSpan(performance.now() - startMs);
    const lines = ended.out.split('\n').slice(0, LINES);
    out(`${command}\n  ${ended.code}${isFine ? '' : `, wants ${expected.code}`}, ${took}\n`);
    out(lines.map((line) => (line === '' ? '' : `  | ${line}\n`)).join(''));
    if (!isFine) wrong.push(command);
    if (!isFine) err(`${ended.err}\n`);
  }
  if (wrong.length === 0) return EXIT.fine;
  err(`not as documented:\n${formatTable(wrong.map((command) => ['', command])).join('\n')}\n`);
  return EXIT.bug;
});

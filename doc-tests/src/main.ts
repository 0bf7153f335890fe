/**
 * `pnpm first-commands`: tries every command of the documents as the first in a fresh clone of what is committed, and
 * prints how each ended. The clones share pnpm's store, so that packages are fetched once.
 */
import { runAtEdge, runProgram } from '@taxifare/console';

const program = {
  name: 'first-commands',
  version: '0.1.0',
  about: 'Tries every command of the documents as the first in a fresh clone of what is committed.',
  commands: {
    try: { summary: 'Try them', load: async () => (await import('./try-commands.ts')).TRY_COMMANDS },
  },
  usual: 'try',
};

await runAtEdge(process, (edge) => runProgram(program, process.argv.slice(2), edge));

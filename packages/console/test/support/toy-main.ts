/** The edge of a process that does as its first argument says. */
import process from 'node:process';
import { setInterval } from 'node:timers';
import { runAtEdge } from '../../src/index.ts';

const [deed = ''] = process.argv.slice(2);

await runAtEdge(process, async (edge) => {
  // A request that nobody waits for any more.
  setInterval(() => {}, 1000);
  if (deed === 'say') edge.out('one\ntwo\n');
  if (deed === 'warn') process.emitWarning('raw words of a library');
  if (deed === 'rows') for (let i = 0; i < 10_000; i++) await edge.write(Buffer.from(`${'row,'.repeat(50)}${i}\n`));
  if (deed === 'escape') edge.out('a\u001b]0;title\u0007b\u001b[2J\u001b[31mc\u202ed\n');
  if (deed === 'wait') {
    edge.out('waiting\n');
    await new Promise((resolve) => edge.interrupted.addEventListener('abort', resolve));
    edge.out('stopping\n');
    await new Promise(() => {});
  }
  return deed === 'fail' ? 3 : 0;
});

/** `pnpm sample --rows N --seed S`: writes made-up trips, as many as are asked for, in memory that stays the same. */
import { runAtEdge, runProgram } from '@taxifare/console';
import { WRITE_SAMPLE } from './sample/write-sample.ts';

const program = {
  name: 'sample',
  version: '0.1.0',
  about: 'Makes up taxi trips in the columns of the Kaggle file, dirt included.',
  commands: { write: { summary: 'Write a file of them', load: async () => WRITE_SAMPLE } },
  usual: 'write',
};

await runAtEdge(process, (edge) => runProgram(program, process.argv.slice(2), edge));

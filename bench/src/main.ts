/**
 * `pnpm bench`: ours and the peers in turn on the same made-up file, each as a process of its own, medians of several
 * rounds; then how long a start takes. Only the ratios within one run mean anything.
 */
import { runAtEdge, runProgram } from '@taxifare/console';

const program = {
  name: 'bench',
  version: '0.1.0',
  about: 'Measures the trainer against its peers, on made-up trips.',
  commands: {
    peers: {
      summary: 'Everybody in turn on the same file',
      load: async () => (await import('./compare-with-peers.ts')).COMPARE_WITH_PEERS,
    },
    sources: {
      summary: 'Ours on the same file by every way that leads to it',
      load: async () => (await import('./compare-sources.ts')).COMPARE_SOURCES,
    },
  },
  usual: 'peers',
};

await runAtEdge(process, (edge) => runProgram(program, process.argv.slice(2), edge));

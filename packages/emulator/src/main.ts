/** `pnpm emulator`: a local cloud by itself, until Ctrl+C. */
import { runAtEdge, runProgram } from '@taxifare/console';

const program = {
  name: 'emulator',
  version: '0.1.0',
  about: 'A Google Cloud on loopback: Cloud Storage, Vertex AI jobs and Cloud Logging.',
  commands: {
    run: { summary: 'Run it until Ctrl+C', load: async () => (await import('./run-emulator.ts')).RUN_EMULATOR },
  },
  usual: 'run',
};

// A terminal that is closed ends it too, and its jobs with it.
const gone = new AbortController();
for (const signal of ['SIGHUP', 'SIGQUIT']) process.on(signal, () => gone.abort());

await runAtEdge(process, (edge) => {
  const interrupted = AbortSignal.any([edge.interrupted, gone.signal]);
  return runProgram(program, process.argv.slice(2), { ...edge, interrupted });
});

/** `pnpm emulator`: a local cloud by itself, until Ctrl+C. */
import { resolve } from 'node:path';
import yargs from 'yargs';
import { EmulatorError } from './emulator-error.ts';
import { endOnSignals } from './end-on-signals.ts';
import { environmentLines } from './environment-lines.ts';
import { LOCAL_BUCKET } from './local-names.ts';
import { startEmulator } from './start-emulator.ts';

const { folder, port, bucket } = await yargs(process.argv.slice(2))
  .scriptName('emulator')
  .usage('$0 [options]\n\nA Google Cloud on loopback: Cloud Storage, Vertex AI jobs and Cloud Logging.')
  .option('folder', { type: 'string', default: '.local-cloud', describe: 'where its buckets, jobs and logs are kept' })
  .option('port', { type: 'number', default: 0, describe: 'HTTP port; 0: any that is free' })
  .option('bucket', { type: 'string', default: LOCAL_BUCKET, describe: 'made at the start, unless it is there' })
  .strict()
  .version(false)
  .parseAsync();

// A terminal that is gone takes no more lines; the jobs are to be ended all the same.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const lost = Promise.withResolvers<string>();
try {
  const cloud = await startEmulator({
    folder: resolve(process.env.INIT_CWD ?? '.', folder),
    httpPort: port,
    bucket,
    onBug: (error) => console.error(error),
    onLost: lost.resolve,
  });
  const end = endOnSignals(process, async () => {
    await cloud.close();
    console.log('\nstopped; buckets, jobs and logs are kept');
  });
  lost.promise.then((why) => {
    console.error(why);
    end(4);
  });
  console.log(environmentLines(cloud, bucket).join('\n'));
} catch (error) {
  console.error(error instanceof EmulatorError ? error.message : error);
  process.exitCode = error instanceof EmulatorError ? 4 : 1;
}

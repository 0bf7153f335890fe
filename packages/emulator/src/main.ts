/** `pnpm emulator`: a local cloud by itself, until Ctrl+C. */
import { resolve } from 'node:path';
import yargs from 'yargs';
import { EmulatorError } from './emulator-error.ts';
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

try {
  const cloud = await startEmulator({
    folder: resolve(process.env.INIT_CWD ?? '.', folder),
    httpPort: port,
    bucket,
    onBug: (error) => console.error(error),
  });
  const stop = async () => {
    await cloud.close();
    console.log('\nstopped; buckets, jobs and logs are kept');
    process.exit();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  console.log(environmentLines(cloud, bucket).join('\n'));
} catch (error) {
  console.error(error instanceof EmulatorError ? error.message : error);
  process.exitCode = error instanceof EmulatorError ? 4 : 1;
}

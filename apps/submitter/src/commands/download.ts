import { basename, join, resolve } from 'node:path';
import { anyText, ConfigError, EXIT, formatBytes, text } from '@taxifare/console';
import { isTerminal } from '../cloud/jobs-api.ts';
import { modelFolderOf } from '../job/trained-model.ts';
import { cloudCommand, JOB } from './cloud-command.ts';
import { withJob } from './with-job.ts';

/** `submitter download JOB`: model, report and run record into a folder, each verified and written in one step. */
export const DOWNLOAD = cloudCommand({
  words: [JOB],
  options: { to: text('Folder to put the files into', { check: anyText, shown: './<job name>' }) },
  run: async ({ json, to }, world, typed) =>
    await withJob(typed, { world, isJson: json }, async ({ job, cloud }) => {
      const signal = world.interrupted;
      const store = await cloud.store();
      const folder = resolve(world.folder, to ?? job.displayName);
      const saved: { readonly path: string; readonly bytes: number; readonly from: string }[] = [];
      for await (const object of store.list(`${modelFolderOf(job)}/*`, { signal })) {
        const path = join(folder, basename(object.uri));
        await store.write(path, store.readStream(object, { signal }), { condition: 'any', signal });
        saved.push({ path, bytes: object.bytes, from: object.uri });
      }
      if (saved.length === 0) {
        const state = isTerminal(job.state) ? `it ended as ${job.state}` : `it is ${job.state}, not ended yet`;
        const what = `the job has left no model in ${modelFolderOf(job)}/, ${state}`;
        throw new ConfigError([{ where: 'download', what, fix: 'see its log' }]);
      }
      if (json) world.out(`${JSON.stringify(saved, null, 2)}\n`);
      else world.out(saved.map(({ path, bytes }) => `${path}  ${formatBytes(bytes)}\n`).join(''));
      return EXIT.fine;
    }),
});

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { anyText, ConfigError, EXIT, formatBytes, text } from '@taxifare/console';
import { isTerminal, type Job } from '../cloud/jobs-api.ts';
import { type ModelSet, readModelSet } from '../job/model-set.ts';
import { modelFolderOf } from '../job/trained-model.ts';
import { cloudCommand, JOB } from './cloud-command.ts';
import { withJob } from './with-job.ts';

/** `submitter download JOB`: model, report and run record into a folder, checked to be of this job and of one training. */
export const DOWNLOAD = cloudCommand({
  words: [JOB],
  options: { to: text('Folder to put the files into', { check: anyText, shown: './<job name>' }) },
  run: async ({ json, to }, world, typed) =>
    await withJob(typed, { world, isJson: json }, async ({ job, cloud }) => {
      const signal = world.interrupted;
      refuseUnlessSucceeded(job);
      const store = await cloud.store();
      const set = await readModelSet(modelFolderOf(job), store, signal);
      if (set === undefined) {
        const what = `there is no model in ${modelFolderOf(job)}/`;
        throw new ConfigError([{ where: 'download', what, fix: 'see its log' }]);
      }
      refuseModelOfOther(set, job);
      const folder = resolve(world.folder, to ?? folderOf(job));
      const saved: { readonly path: string; readonly bytes: number; readonly from: string }[] = [];
      const replaced = [...set.files.keys()].filter((name) => existsSync(join(folder, name)));
      if (replaced.length > 0) world.err(`replacing ${replaced.join(', ')} in ${folder}\n`);
      for (const [name, bytes] of set.files) {
        const path = join(folder, name);
        await store.write(path, bytes, { condition: 'any', signal });
        saved.push({ path, bytes: bytes.byteLength, from: `${set.folder}/${name}` });
      }
      if (json) world.out(`${JSON.stringify(saved, null, 2)}\n`);
      else world.out(saved.map(({ path, bytes }) => `${path}  ${formatBytes(bytes)}\n`).join(''));
      return EXIT.fine;
    }),
});

/** A job's folder may have another job's files in it: only one that succeeded has put its own there. */
function refuseUnlessSucceeded(job: Job): void {
  if (job.state === 'SUCCEEDED') return;
  const what = isTerminal(job.state)
    ? `the job ended as ${job.state} and has no model of its own`
    : `the job is ${job.state}, and has no model yet`;
  throw new ConfigError([{ where: 'download', what, fix: `see submitter status ${job.id}` }]);
}

function refuseModelOfOther({ run, folder }: ModelSet, job: Job): void {
  const { id } = Object(run?.job) as { readonly id?: unknown };
  if (typeof id !== 'string' || id === job.id) return;
  const what = `the files in ${folder}/ are of job ${id}, not of ${job.id}`;
  throw new ConfigError([
    { where: 'download', what, fix: `give submitter download ${id}, if it is that one you want` },
  ]);
}

/** A display name is any text, of whoever can create jobs: it becomes a folder only where it is one safe segment. */
function folderOf({ displayName, id }: Job): string {
  const isSafe = /^[A-Za-z0-9][\w.-]{0,127}$/.test(displayName);
  return isSafe ? displayName : /^\d+$/.test(id) ? `job-${id}` : 'job';
}

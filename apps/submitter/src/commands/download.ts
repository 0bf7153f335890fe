import { basename, join, resolve } from 'node:path';
import { isTerminal } from '../cloud/jobs-api.ts';
import type { Command } from '../command-line.ts';
import { EXIT } from '../exit-code.ts';
import { modelFolderOf } from '../job/trained-model.ts';
import { formatBytes } from '../output/bytes.ts';
import { given, isOn } from '../settings/inputs.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { World } from '../world.ts';
import { withJob } from './with-job.ts';

/** `submitter download JOB`: model, report and run record into a folder, each verified and written in one step. */
export async function download(command: Command, world: World): Promise<number> {
  return await withJob(command, world, async ({ job, cloud }, inputs) => {
    const signal = world.interrupted;
    const store = await cloud.store();
    const folder = resolve(world.folder, given(inputs, 'to')?.text ?? job.displayName);
    const saved: { readonly path: string; readonly bytes: number; readonly from: string }[] = [];
    for await (const object of store.list(`${modelFolderOf(job)}/*`, { signal })) {
      const path = join(folder, basename(object.uri));
      await store.write(path, store.readStream(object, { signal }), { condition: 'any', signal });
      saved.push({ path, bytes: object.bytes, from: object.uri });
    }
    if (saved.length === 0) {
      const state = isTerminal(job.state) ? `it ended as ${job.state}` : `it is ${job.state}, not ended yet`;
      throw new UsageError([`download: the job has left no model in ${modelFolderOf(job)}/, ${state}; see its log`]);
    }
    if (isOn(inputs, 'json')) world.out(`${JSON.stringify(saved, null, 2)}\n`);
    else world.out(saved.map(({ path, bytes }) => `${path}  ${formatBytes(bytes)}\n`).join(''));
    return EXIT.fine;
  });
}

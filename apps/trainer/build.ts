/** Builds the trainer twice: as chunks, which start fast at home, and as the one file that a job runs. */
import { buildChunks, buildOneFile } from '@taxifare/build';

const trainer = { folder: import.meta.dirname, name: 'trainer' };
console.log(await buildChunks(trainer));
console.log(await buildOneFile(trainer, 'dist/job'));

/** Builds the trainer twice: as chunks, which start fast at home, and as the one file that a job runs. */
import { buildChunks, buildOneFile } from '@taxifare/build';

const trainer = {
  folder: import.meta.dirname,
  name: 'trainer',
  // What every command loads; what a worker thread does; what every training does besides.
  together: {
    start: /console\/src\/index\.ts$|trainer\/src\/(program|terminal\/log|commands\/train)\.ts$/,
    fold: /trainer\/src\/fold\/run-thread\.ts$/,
    training:
      /trainer\/src\/(train|steps\/(train-model|save-model)|commands\/(parse-config|describe-training|describe-refusal)|artefacts\/(artefacts|code-identity))\.ts$/,
  },
};
console.log(await buildChunks(trainer));
console.log(await buildOneFile(trainer, 'dist/job'));

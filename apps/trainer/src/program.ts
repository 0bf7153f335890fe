import type { Program } from '@taxifare/console';
import { VERSION } from './version.ts';
import type { World } from './world.ts';

/** What the program can do; each is read only when it runs. Without a command's name it trains. */
export const TRAINER: Program<World> = {
  name: 'trainer',
  version: VERSION,
  about: 'Fits fare_amount ~ C × distance on New York taxi trips and saves the model.',
  usual: 'train',
  commands: {
    train: {
      summary: 'Fit and save the model; the command that needs no name',
      load: async () => (await import('./commands/train.ts')).TRAIN,
    },
    predict: {
      summary: 'What a trip costs, or every trip of a file',
      load: async () => (await import('./commands/predict.ts')).PREDICT,
    },
    evaluate: {
      summary: 'How well a saved model describes other data',
      load: async () => (await import('./commands/evaluate.ts')).EVALUATE,
    },
    compare: {
      summary: 'Two models side by side, and whether they differ by more than noise',
      load: async () => (await import('./commands/compare.ts')).COMPARE,
    },
    refit: {
      summary: 'Fit a saved model anew, from the sums that it has kept',
      load: async () => (await import('./commands/refit.ts')).REFIT,
    },
    merge: {
      summary: 'One model of the data of several, from their sums',
      load: async () => (await import('./commands/merge.ts')).MERGE,
    },
    serve: { summary: 'Predictions over HTTP', load: async () => (await import('./commands/serve.ts')).SERVE },
  },
};

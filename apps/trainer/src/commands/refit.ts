import { command, flag, text } from '@taxifare/console';
import { DataError } from '@taxifare/core';
import { type Model, modelSums } from '@taxifare/core/model';
import type { TrainingData } from '../steps/train-model.ts';
import type { World } from '../world.ts';
import { checkOutput } from './check-uri.ts';
import { FIT_OPTIONS, problemsOfFit } from './fit-options.ts';
import { fitSums } from './fit-sums.ts';
import { loadModel, withStore } from './load-model.ts';

/** `trainer refit MODEL`: fits a saved model anew, from the sums that it has kept. */
export const REFIT = command({
  about:
    'Fits a saved model anew, from the sums that it has kept: no data is read. The model is what a training with these options would have given.',
  words: [{ name: 'MODEL', missing: { what: 'the model is missing', fix: 'give a model.json or its folder' } }],
  options: {
    ...FIT_OPTIONS,
    output: text('Folder for the new model', { check: checkOutput, shown: 'none: the fit is said, and not saved' }),
    json: flag('Print JSON'),
  },
  check: (values) => problemsOfFit(values),
  run: async (values, world: World, { words: [place = ''] }) => {
    const { estimator, alpha = 0, output, json: isJson } = values;
    return await withStore([place, output ?? ''], world, async (store) => {
      const model = await loadModel(place, store, world);
      const { testFraction, cleaning, distance } = model;
      return await fitSums(
        dataOf(model, place),
        {
          ...{ testFraction, distance, rules: cleaning.rules ?? undefined, models: [place], output, isJson, store },
          fit: { estimator, alpha, fitIntercept: values['fit-intercept'] },
        },
        world,
      );
    });
  },
});

/** The sums that a model was computed from. Throws `DataError` of a model of schema 1, which lacks them. */
export function dataOf(model: Model, place: string): TrainingData {
  const sums = modelSums(model);
  if (sums === undefined) {
    const what = 'a model of schema 1, which has not kept its sums; train it again';
    throw new DataError(`${place}: ${what}`, { source: place });
  }
  const { objects, bytes, merged } = model.data;
  return { ...sums, objects, bytes, merged };
}

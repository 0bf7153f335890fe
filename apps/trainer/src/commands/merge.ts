import { command, flag, type Problem, type Typed, text } from '@taxifare/console';
import { DataError, mergePicture, mergeSummaries } from '@taxifare/core';
import { containment, type FitChoice, type Model } from '@taxifare/core/model';
import { sha256 } from '../artefacts/set/read-set.ts';
import type { TrainingData } from '../steps/train-model.ts';
import type { World } from '../world.ts';
import { checkOutput } from './check-uri.ts';
import { FIT_OPTIONS, problemsOfFit } from './fit-options.ts';
import { fitSums } from './fit-sums.ts';
import { loadModel, withStore } from './load-model.ts';
import { dataOf } from './refit.ts';

/** `trainer merge A B …`: one model of the data of several, from the sums that they have kept. */
export const MERGE = command({
  about:
    'One model of the data of several, from the sums that they have kept, added in the order given: no data is read. They have to be cleaned, held out and folded alike, and no data may be in two of them.',
  words: [
    { name: 'A', missing: { what: 'the first model is missing', fix: 'give two models or more' } },
    { name: 'B', missing: { what: 'the second model is missing', fix: 'give two models or more' }, isRepeatable: true },
  ],
  options: {
    ...FIT_OPTIONS,
    output: text('Folder for the merged model', { check: checkOutput }),
    json: flag('Print JSON'),
  },
  check: (values, typed) => [...problemsOfFit(values), ...problemsOfMerge(typed)],
  run: async (values, world: World, { words, given }) => {
    const { output, json: isJson } = values;
    return await withStore([...words, output ?? ''], world, async (store) => {
      const parts: Part[] = [];
      for (const place of words) parts.push({ place, model: await loadModel(place, store, world) });
      const { model } = parts[0]!;
      const hasChoice = Object.keys(FIT_OPTIONS).some((name) => given[name] !== undefined);
      const { estimator, alpha = 0 } = values;
      return await fitSums(
        mergedData(parts),
        {
          ...{
            testFraction: model.testFraction,
            distance: model.distance,
            rules: model.cleaning.rules ?? undefined,
            models: words,
          },
          ...{ output, isJson, store },
          fit: hasChoice ? { estimator, alpha, fitIntercept: values['fit-intercept'] } : commonFit(parts),
        },
        world,
      );
    });
  },
});

interface Part {
  readonly place: string;
  readonly model: Model;
}

function problemsOfMerge({ given }: Typed): readonly Problem[] {
  return given.output === undefined ? [{ where: '--output', what: 'where to?', fix: 'give a folder' }] : [];
}

/** The sums of all, in order. Throws `DataError` where they are not of the same rules, or some data is in two of them. */
function mergedData(parts: readonly Part[]): TrainingData {
  const [first, ...others] = parts.map(({ place, model }) => ({ place, model, data: dataOf(model, place) }));
  if (first === undefined) throw new RangeError('mergedData: no models');
  const merged = [...fingerprintsOf(first.model)];
  let { summary, objects, bytes } = first.data;
  const picture = Float64Array.from(first.data.picture);
  for (const [i, { place, model, data }] of others.entries()) {
    refuseOtherRules(first, { place, model });
    for (const earlier of parts.slice(0, i + 1)) refuseTwice(earlier, { place, model });
    merged.push(...fingerprintsOf(model));
    summary = mergeSummaries(summary, data.summary);
    mergePicture(picture, data.picture);
    objects += data.objects;
    bytes += data.bytes;
  }
  return { summary, picture, objects, bytes, merged };
}

/** What names the data of a model: the SHA-256 of its sums, or of those that were merged into it. */
function fingerprintsOf({ data, sums }: Model): readonly string[] {
  return data.merged.length > 0 ? data.merged : [sha256(JSON.stringify(sums))];
}

function refuseOtherRules(a: Part, b: Part): void {
  const alike: readonly (readonly [string, (model: Model) => unknown])[] = [
    ['of other distances', ({ distance }) => distance ?? 'between places'],
    ['cleaned by other rules', ({ cleaning }) => cleaning.rules],
    ['another share of its rows is held out', ({ testFraction }) => testFraction],
    ['another number of folds', ({ sums }) => sums.groups.fold?.length ?? 0],
  ];
  for (const [what, read] of alike) {
    const [left, right] = [JSON.stringify(read(a.model)), JSON.stringify(read(b.model))];
    if (left === right) continue;
    throw new DataError(
      `${b.place}: ${what} than of ${a.place}, got ${right}, there ${left}; train one of them again`,
      {
        source: b.place,
      },
    );
  }
}

function refuseTwice(a: Part, b: Part): void {
  const known = new Set(fingerprintsOf(a.model));
  const isShared = fingerprintsOf(b.model).some((one) => known.has(one));
  const [part, whole] = a.model.data.rows <= b.model.data.rows ? [a, b] : [b, a];
  if (!isShared && containment(part.model, whole.model) !== 'certain') return;
  const what = isShared ? `has data that ${a.place} has too` : 'by their counts, one has the data of the other in it';
  throw new DataError(`${b.place}: ${what}; each may be merged once`, { source: b.place });
}

/** The fit that all of them have. */
function commonFit(parts: readonly Part[]): FitChoice {
  const fitOf = ({ estimator, alpha, alphaChoice, fitIntercept }: Model): FitChoice => ({
    estimator,
    alpha: alphaChoice === null || alphaChoice === 'given' ? (alpha ?? 0) : alphaChoice,
    fitIntercept,
  });
  const fits = parts.map(({ model }) => JSON.stringify(fitOf(model)));
  const other = fits.findIndex((fit) => fit !== fits[0]);
  if (other >= 0) {
    const { place } = parts[other]!;
    throw new DataError(
      `${place}: fitted otherwise than ${parts[0]!.place}; say how with --estimator, --fit-intercept`,
      {
        source: place,
      },
    );
  }
  return fitOf(parts[0]!.model);
}

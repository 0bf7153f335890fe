import { command, flag, texts } from '@taxifare/console';
import { cellsOf } from '@taxifare/core';
import { describeMetrics } from '@taxifare/core/model';
import { inspectInputs, isRereadable, listInputs } from '@taxifare/trip-files';
import { foldData } from '../fold/fold-data.ts';
import { planOf } from '../fold/plan.ts';
import { droppedWarnings, nothingLeft } from '../inputs/check-dropped.ts';
import { grouped } from '../terminal/format-number.ts';
import { createLog } from '../terminal/log.ts';
import { resolveInput } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { checkInput } from './check-uri.ts';
import { columnsOf, NAME_OPTIONS } from './column-options.ts';
import { loadModel, MODEL_OPTION, withStore } from './load-model.ts';
import { metricsLines } from './metrics-lines.ts';
import { storageEndpoint } from './storage-endpoint.ts';
import { TRAIN_OPTIONS } from './train-options.ts';

/** `trainer evaluate`: one pass over the data, as in training; the metrics follow from its moments. */
export const EVALUATE = command({
  about: 'How well a saved model describes other data, cleaned by the rules that the model was trained with.',
  options: {
    ...MODEL_OPTION,
    data: texts('CSV or Parquet files: a path, folder or glob, also gs:// and https://; repeatable', {
      check: checkInput,
    }),
    ...NAME_OPTIONS,
    threads: TRAIN_OPTIONS.threads,
    json: flag('Print JSON'),
  },
  check: (_, { given }) =>
    given.data === undefined ? [{ where: '--data', what: 'which data?', fix: 'give a CSV file' }] : [],
  run: async (values, world: World) => {
    const { model: place, data, threads: asked, json: isJson } = values;
    const patterns = data.map((pattern) => resolveInput(pattern, world.folder));
    const log = createLog(world, { isJob: false, isJson });
    return await withStore([place, ...patterns], world, async (store) => {
      const { interrupted: signal, program, cores } = world;
      const model = await loadModel(place, store, world);
      const inputs = await listInputs(patterns, store, signal);
      const { PROJECT_ID: projectId } = world.env;
      const apiEndpoint = storageEndpoint(world.env);
      const rules = model.cleaning.rules ?? undefined;
      const columns = { ...columnsOf(values), distance: model.distance };
      const reading = { store, signal, columns };
      const forms = await inspectInputs(inputs.filter(isRereadable), { ...reading, purpose: 'training' });
      for (const text of forms.notes) log.info(`  note: ${text}`);
      for (const warning of forms.warnings) log.warn(warning);
      const { rowGroups } = forms;
      const storage = { apiEndpoint, projectId };
      const plan = planOf(inputs, { rules, testFraction: 0, folds: 0, storage, columns, rowGroups });
      const isRemote = inputs.some(({ uri }) => uri.startsWith('gs://'));
      // A thread of its own cannot be told of a cloud that this command has started.
      const threads = isRemote && apiEndpoint === undefined ? 1 : asked;
      const folded = await foldData(plan, {
        store,
        signal,
        threads,
        cores,
        program,
        onRetry: log.retrying,
        onProgress: log.progress,
        onReading: log.reading,
      });
      if (folded === undefined) throw new RangeError('evaluateModel: a fold of one process has sums');
      const { summary, picture } = folded.sums;
      const checks = { ...reading, inputs, forms, rules };
      if (summary.train.n === 0) throw await nothingLeft(summary, checks);
      for (const warning of await droppedWarnings(summary, checks)) log.warn(warning);
      const fit = {
        coefficients: model.coefficients.map(({ value }) => value),
        intercept: model.intercept?.value ?? 0,
      };
      const here = describeMetrics(summary.train, fit, cellsOf(picture).train);
      if (here === null) throw new RangeError('evaluate: rows without metrics');
      const trained = model.metrics.train;
      if (isJson) {
        const { rows: kept, ...metrics } = here;
        world.out(`${JSON.stringify({ rows: summary.rows, kept, ...metrics, trained })}\n`);
        return 0;
      }
      log.info(`read: ${grouped(summary.rows)} rows, kept ${grouped(here.rows)}`);
      for (const line of metricsLines('here', here)) log.info(line);
      for (const line of metricsLines('when trained', trained)) log.info(line);
      return 0;
    });
  },
});

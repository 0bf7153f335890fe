import { evaluate } from '@taxifare/core/model';
import { foldData } from '../fold/fold-data.ts';
import { listInputs } from '../fold/list-inputs.ts';
import { planOf } from '../fold/plan.ts';
import { ConfigError } from '../terminal/exit-code.ts';
import { digits, grouped } from '../terminal/format-number.ts';
import { createLog } from '../terminal/log.ts';
import { flag, number, text } from '../terminal/read-options.ts';
import { resolvePath } from '../terminal/resolve-path.ts';
import type { World } from '../world.ts';
import { DEFAULT_MODEL, loadModel, withStore } from './load-model.ts';
import { numberAt, textAt, withOptions } from './with-options.ts';

const HELP = {
  script: 'trainer evaluate',
  usage:
    '$0 --data FILE [options]\n\nHow well a saved model describes other data, cleaned by the rules that the model was trained with.',
  groups: {
    Options: {
      model: text(`a model.json or the folder that it is in, also gs://  [default: ${DEFAULT_MODEL}]`),
      data: { ...text('CSV files: a path, a gs:// URI or a glob; repeatable'), array: true, nargs: 1 },
      threads: number('threads to read with  [default: one a core]'),
      json: flag('print JSON'),
    },
  },
} as const;

/** `trainer evaluate`: one pass over the data, as in training; the metrics follow from its moments. */
export async function evaluateModel(args: readonly string[], world: World): Promise<number> {
  const given = await withOptions(args, world, HELP);
  if (given === undefined) return 0;
  const place = textAt(given, 'model') ?? DEFAULT_MODEL;
  const { data } = given.values;
  if (!Array.isArray(data)) throw new ConfigError(['--data: which data? give a CSV file']);
  const patterns = data.map((pattern) => resolvePath(String(pattern), world.cwd));
  const isJson = given.values.json === true;
  const log = createLog(world, { isJob: false, isJson });
  return await withStore([place, ...patterns], world, async (store) => {
    const { signal, program, cores } = world;
    const model = await loadModel(place, store, world);
    const inputs = await listInputs(patterns, store, signal);
    const { STORAGE_API_ENDPOINT: apiEndpoint, PROJECT_ID: projectId } = world.env;
    const rules = model.cleaning.rules ?? undefined;
    const plan = planOf(inputs, { rules, testFraction: 0, storage: { apiEndpoint, projectId } });
    const isRemote = inputs.some(({ uri }) => uri.startsWith('gs://'));
    // A thread of its own cannot be told of a cloud that this command has started.
    const threads = isRemote && apiEndpoint === undefined ? 1 : numberAt(given, 'threads');
    const folded = await foldData(plan, { store, signal, threads, cores, program, onProgress: log.progress });
    if (folded === undefined) throw new RangeError('evaluateModel: a fold of one process has sums');
    const { summary } = folded.sums;
    const [{ value }] = model.coefficients;
    const metrics = evaluate(summary.train, { coefficients: [value], intercept: model.intercept?.value ?? 0 });
    if (metrics === undefined)
      throw new ConfigError([
        `--data: no row passes the model's cleaning rules, ${grouped(summary.rows)} were read; check that these are trips`,
      ]);
    const { n, rmse, rSquaredCentred, rSquaredUncentred } = metrics;
    if (isJson) {
      const trained = model.metrics.train;
      world.out(
        `${JSON.stringify({ rows: summary.rows, kept: n, rmseUsd: rmse, rSquaredCentred: rSquaredCentred ?? null, rSquaredUncentred: rSquaredUncentred ?? null, trained })}\n`,
      );
      return 0;
    }
    const r = (squared: number | undefined | null) =>
      squared === undefined || squared === null ? 'none' : digits(squared, 4);
    const { rmseUsd, rSquaredCentred: trainedR } = model.metrics.train;
    log.info(`read: ${grouped(summary.rows)} rows, kept ${grouped(n)}`);
    log.info(
      `here: RMSE ${digits(rmse)} USD, R² ${r(rSquaredCentred)} against the mean fare, ${r(rSquaredUncentred)} against zero`,
    );
    log.info(`when trained: RMSE ${digits(rmseUsd)} USD, R² ${r(trainedR)} against the mean fare`);
    return 0;
  });
}

/** Polars, lazily and streaming. It takes its threads from POLARS_MAX_THREADS. */
import pl from 'nodejs-polars';
import { trainingQuery } from '../src/query.ts';
import { sayResult } from '../src/say-result.ts';

const [path = ''] = process.argv.slice(2);
// Its types know the context as a function alone.
const Context: unknown = pl.SQLContext;
const context: ReturnType<typeof pl.SQLContext> = Reflect.construct(Context as new () => object, [
  { trips: pl.scanCSV(path) },
]);
const lazy = context.execute(trainingQuery('trips'), { eager: false });
const [row] = (await lazy.collect({ streaming: true })).toRecords();
sayResult({ n: Number(row?.n), c: Number(row?.c) });

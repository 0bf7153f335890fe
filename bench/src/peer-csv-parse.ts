/** csv-parse as one would use it: a stream of arrays, a row at a time. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { sayResult } from './say-result.ts';
import { TripSums } from './trip-sums.ts';

const [path = ''] = process.argv.slice(2);
const rows: AsyncIterable<readonly string[]> = createReadStream(path).pipe(parse({ from_line: 2 }));
const sums = new TripSums();
for await (const row of rows) sums.add(row);
sayResult(sums);

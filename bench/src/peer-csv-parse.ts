/** csv-parse as one would use it: a stream of arrays, a row at a time. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { sayResult } from './say-result.ts';

const [path = ''] = process.argv.slice(2);
const RAD = Math.PI / 180;
const isIn = (value: number, low: number, high: number) => value >= low && value <= high;
const rows: AsyncIterable<readonly string[]> = createReadStream(path).pipe(parse({ from_line: 2 }));
let n = 0;
let xx = 0;
let xy = 0;
for await (const row of rows) {
  const [fare, fromLon, fromLat, toLon, toLat, riders] = [1, 3, 4, 5, 6, 7].map((i) =>
    row[i] === '' ? Number.NaN : Number(row[i]),
  );
  if (
    fare === undefined ||
    fromLon === undefined ||
    fromLat === undefined ||
    toLon === undefined ||
    toLat === undefined ||
    riders === undefined
  )
    continue;
  if (!isIn(fare, 2.5, 500) || !isIn(fromLon, -74.5, -72.8) || !isIn(toLon, -74.5, -72.8)) continue;
  if (!isIn(fromLat, 40.5, 41.8) || !isIn(toLat, 40.5, 41.8) || !isIn(riders, 1, 6)) continue;
  const h =
    Math.sin(((toLat - fromLat) * RAD) / 2) ** 2 +
    Math.cos(fromLat * RAD) * Math.cos(toLat * RAD) * Math.sin(((toLon - fromLon) * RAD) / 2) ** 2;
  const km = 2 * 6371 * Math.asin(Math.sqrt(h));
  if (!(km > 0 && km <= 60)) continue;
  n += 1;
  xx += km * km;
  xy += km * fare;
}
sayResult({ n, c: xy / xx });

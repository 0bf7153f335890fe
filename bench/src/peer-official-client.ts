/** The official client's stream into csv-parse, as one would use them. */
import { Storage } from '@google-cloud/storage';
import { parse } from 'csv-parse';
import { sayResult } from './say-result.ts';
import { TripSums } from './trip-sums.ts';

const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/.exec(process.argv[2] ?? '') ?? [];
const { STORAGE_API_ENDPOINT: apiEndpoint } = process.env;
const storage = new Storage({ projectId: 'p', ...(apiEndpoint === undefined ? {} : { apiEndpoint }) });
const rows: AsyncIterable<readonly string[]> = storage
  .bucket(bucket)
  .file(name)
  .createReadStream()
  .pipe(parse({ from_line: 2 }));
const sums = new TripSums();
for await (const row of rows) sums.add(row);
sayResult(sums);

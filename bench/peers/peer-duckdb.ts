import { DuckDBInstance } from '@duckdb/node-api';
import { trainingQuery } from '../src/query.ts';
import { sayResult } from '../src/say-result.ts';

const [path = '', threads = '1'] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
// fsum is its compensated sum.
const reader = await connection.runAndReadAll(trainingQuery(`read_csv('${path.replaceAll("'", "''")}')`, 'fsum'));
const [[n, c] = []] = reader.getRowsJson();
sayResult({ n: Number(n), c: Number(c) });

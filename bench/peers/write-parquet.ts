/** The file as Parquet, as DuckDB writes it unless told: `write-parquet.ts CSV PARQUET snappy`. */
import { DuckDBInstance } from '@duckdb/node-api';

const [csv = '', parquet = '', codec = ''] = process.argv.slice(2);
const text = (path: string) => `'${path.replaceAll("'", "''")}'`;
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(
  `COPY (SELECT * FROM read_csv(${text(csv)})) TO ${text(parquet)} (FORMAT parquet, COMPRESSION ${codec})`,
);

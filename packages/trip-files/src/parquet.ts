// An entry point of its own, loaded only for Parquet files.
export { openParquet, parquetColumns } from './open-parquet.ts';
export { csvColumns, parquetCsv } from './parquet-csv.ts';
export { parquetRows } from './parquet-rows.ts';

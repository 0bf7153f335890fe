// A door of its own: read only where there is a Parquet file.
export { openParquet, parquetColumns } from './open-parquet.ts';
export { csvColumns, parquetCsv } from './parquet-csv.ts';
export { parquetRows } from './parquet-rows.ts';

export { refuseColumn } from './column-reader.ts';
export type { ParquetColumn, ParquetFile, ParquetFooter } from './footer.ts';
export { readFooter } from './footer.ts';
export { ParquetError } from './parquet-error.ts';
export type { ParquetBatch } from './read-row-group.ts';
export { readRowGroup } from './read-row-group.ts';

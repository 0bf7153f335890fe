/** What a Parquet file is not: a clause, without the file's name. */
export class ParquetError extends Error {
  override readonly name = 'ParquetError';
}

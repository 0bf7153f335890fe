import { type Options, parse } from 'csv-parse/sync';

/** Whole records as csv-parse splits them: the general path, and the definition of what a field is. */
export function parseRecords(bytes: Uint8Array, separator = ',', options: Pick<Options, 'to'> = {}): string[][] {
  return parse(bytes, {
    ...options,
    delimiter: separator,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
}

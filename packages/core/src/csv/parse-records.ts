import { parse } from 'csv-parse/sync';
import { plainRecords } from './plain-records.ts';

/** Whole records as csv-parse splits them: the general path, and the definition of what a field is. */
export function parseRecords(bytes: Uint8Array, separator = ',', to?: number): string[][] {
  return plainRecords(bytes, separator, to) ?? generalRecords(bytes, separator, to);
}

export function generalRecords(bytes: Uint8Array, separator: string, to?: number): string[][] {
  return parse(bytes, {
    ...(to === undefined ? {} : { to }),
    delimiter: separator,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
}

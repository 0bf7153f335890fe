import { parse } from 'csv-parse/sync';

/** A record as the twin sees it. */
export interface TwinRecord {
  /** The offset of its first byte. */
  readonly start: number;
  /** Newlines before it. */
  readonly linesBefore: number;
  readonly fields: readonly string[];
}

/** The records after the header of a whole file as csv-parse sees them; undefined if a quote is never closed. */
export function twinRecords(file: Uint8Array, separator: string): readonly TwinRecord[] | undefined {
  let parsed: { record: string[]; info: { bytes: number } }[];
  try {
    parsed = parse(file, {
      bom: true,
      delimiter: separator,
      info: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as typeof parsed;
  } catch (error) {
    if ((error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED') return undefined;
    throw error;
  }
  let at = 0;
  let lines = 0;
  const records = parsed.map(({ record, info }) => {
    for (; file[at] === 10 || (file[at] === 13 && file[at + 1] === 10); at += 1) lines += Number(file[at] === 10);
    const start = at;
    const linesBefore = lines;
    for (; at < info.bytes; at += 1) lines += Number(file[at] === 10);
    return { start, linesBefore, fields: record };
  });
  return records.slice(1);
}

/** What a field is worth. */
export function twinNumber(text: string, separator: string): number {
  if (/^\s*$/.test(text)) return Number.NaN;
  return Number(
    separator === ','
      ? text
      : text.split(',', 2).join('.') +
          text
            .split(',')
            .slice(2)
            .map((part) => `,${part}`)
            .join(''),
  );
}

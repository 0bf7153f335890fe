const NEWLINE = 10;
/** The longest line whose bytes are passed as arguments of one call. */
const MAX_LINE_BYTES = 4096;

/**
 * The records as csv-parse splits them, where their lines are short and of ASCII without quotes; undefined where one of
 * them is not. Headers mostly are so, and csv-parse takes 5 ms to start.
 */
export function plainRecords(
  bytes: Uint8Array,
  separator: string,
  to: number = Number.POSITIVE_INFINITY,
): string[][] | undefined {
  const records: string[][] = [];
  for (let start = 0, next = 0; start < bytes.length && records.length < to; start = next) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end - start > MAX_LINE_BYTES) return undefined;
    const line = String.fromCharCode(...bytes.subarray(start, end));
    if (/["\u0080-\u00ff]/.test(line)) return undefined;
    const record = newline >= 0 && line.endsWith('\r') ? line.slice(0, -1) : line;
    if (record !== '') records.push(record.split(separator));
    next = end + 1;
  }
  return records;
}

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'];

/** A number of bytes with a decimal prefix: `817 B`, `42.1 kB`, `1.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  // What would round to 1000.0 has the next prefix.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${UNITS[unit]}`;
}

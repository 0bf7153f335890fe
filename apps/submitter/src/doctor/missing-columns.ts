/** What the trainer reads; it matches names without regard to case. */
const NEEDED = [
  'fare_amount',
  'pickup_longitude',
  'pickup_latitude',
  'dropoff_longitude',
  'dropoff_latitude',
  'passenger_count',
];

/** The needed columns that a CSV file's first line lacks. */
export function missingColumns(bytes: Uint8Array): readonly string[] {
  const [line = ''] = new TextDecoder().decode(bytes).split('\n', 1);
  const names = new Set(line.split(',').map((name) => name.trim().replaceAll('"', '').toLowerCase()));
  return NEEDED.filter((name) => !names.has(name));
}

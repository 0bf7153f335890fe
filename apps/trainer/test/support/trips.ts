export const HEADER =
  'key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count';

/** A generator of the linear congruential kind (Knuth, MMIX): small numbers for tests, the same everywhere. */
export function randomOf(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number(state >> 11n) / 2 ** 53;
  };
}

/** So many rows of the usual columns whose fare is about 2.5 USD a kilometre, one in twenty of them dirty. */
export function tripRows(rows: number, seed = 1): string[] {
  const random = randomOf(seed);
  return Array.from({ length: rows }, (_, i) => {
    const lat = 40.6 + random() * 0.3;
    const lon = -74.1 + random() * 0.3;
    const toLat = lat + (random() - 0.5) * 0.1;
    const toLon = lon + (random() - 0.5) * 0.1;
    const km = Math.hypot((toLat - lat) * 111.19, (toLon - lon) * 84.3);
    const fare = Math.max(2.5, 2.5 * km + (random() - 0.5)).toFixed(2);
    const isDirty = random() < 0.05;
    const place =
      isDirty && random() < 0.5 ? '0,0,0,0' : `${lon.toFixed(6)},${lat.toFixed(6)},${toLon.toFixed(6)},${toLat}`;
    return `k${i},${isDirty ? -fare : fare},2012-01-01 00:00:00 UTC,${place},${1 + Math.floor(random() * 6)}`;
  });
}

export function tripCsv(rows: number, seed = 1): string {
  return `${[HEADER, ...tripRows(rows, seed)].join('\n')}\n`;
}

/** Trips that say how far they went, in two columns that differ, and not from where to where. */
export function distanceCsv(rows: number, seed = 1): string {
  const random = randomOf(seed);
  const lines = Array.from({ length: rows }, () => {
    const distance = 0.5 + random() * 9;
    return `${(2.5 + 2 * distance + random()).toFixed(2)},${distance.toFixed(2)},${(distance * 1.01).toFixed(3)},1`;
  });
  return `${['fare_amount,trip_distance,metered,passenger_count', ...lines].join('\n')}\n`;
}

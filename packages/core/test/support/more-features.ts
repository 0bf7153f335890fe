import { parse } from 'csv-parse/sync';
import { DEFAULT_RULES, haversineKm } from '../../src/index.ts';

export interface FeatureRows {
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly fareUsd: Float64Array;
}

const RAD = Math.PI / 180;
/** The bearing of Manhattan's avenues. */
const GRID_RAD = 29 * RAD;
const AIRPORTS = { JFK: [40.6413, -73.7781], LGA: [40.7769, -73.874], EWR: [40.6895, -74.1745] } as const;

/** The kept trips of a file in Kaggle's columns, with the columns that a model of more features would have. */
export function featureRows(csv: Uint8Array): FeatureRows {
  const records: Record<string, string>[] = parse(csv, { columns: true });
  const columns = new Map<string, number[]>();
  const fareUsd: number[] = [];
  for (const record of records) {
    const [fare, aLat, aLon, bLat, bLon, passengers] = [
      'fare_amount',
      'pickup_latitude',
      'pickup_longitude',
      'dropoff_latitude',
      'dropoff_longitude',
      'passenger_count',
    ].map((name) => Number(record[name])) as [number, number, number, number, number, number];
    const km = haversineKm(aLat, aLon, bLat, bLon);
    if (!isKept({ fare, aLat, aLon, bLat, bLon, passengers, km })) continue;
    const dy = 6371 * (bLat - aLat) * RAD;
    const dx = 6371 * Math.cos(((aLat + bLat) / 2) * RAD) * (bLon - aLon) * RAD;
    const [sin, cos] = [Math.sin(GRID_RAD), Math.cos(GRID_RAD)];
    const isAfter = (record.pickup_datetime ?? '').slice(0, 10) >= '2012-09-04' ? 1 : 0;
    const isNear = ([lat, lon]: readonly [number, number]) =>
      haversineKm(aLat, aLon, lat, lon) <= 2 || haversineKm(bLat, bLon, lat, lon) <= 2 ? 1 : 0;
    const values = {
      distance: km,
      grid: Math.abs(dx * sin + dy * cos) + Math.abs(dx * cos - dy * sin),
      after: isAfter,
      'distance after': isAfter * km,
      JFK: isNear(AIRPORTS.JFK),
      LGA: isNear(AIRPORTS.LGA),
      EWR: isNear(AIRPORTS.EWR),
    };
    for (const [name, value] of Object.entries(values)) columns.set(name, [...(columns.get(name) ?? []), value]);
    fareUsd.push(fare);
  }
  return {
    columns: new Map([...columns].map(([name, values]) => [name, Float64Array.from(values)])),
    fareUsd: Float64Array.from(fareUsd),
  };
}

function isKept(trip: Readonly<Record<'fare' | 'aLat' | 'aLon' | 'bLat' | 'bLon' | 'passengers' | 'km', number>>) {
  const isIn = (value: number, min: number | null, max: number | null) =>
    value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
  return (
    isIn(trip.fare, DEFAULT_RULES.minFareUsd, DEFAULT_RULES.maxFareUsd) &&
    [trip.aLat, trip.bLat].every((lat) => isIn(lat, DEFAULT_RULES.minLatDeg, DEFAULT_RULES.maxLatDeg)) &&
    [trip.aLon, trip.bLon].every((lon) => isIn(lon, DEFAULT_RULES.minLonDeg, DEFAULT_RULES.maxLonDeg)) &&
    isIn(trip.passengers, DEFAULT_RULES.minPassengers, DEFAULT_RULES.maxPassengers) &&
    trip.km > 0 &&
    isIn(trip.km, null, DEFAULT_RULES.maxDistanceKm)
  );
}

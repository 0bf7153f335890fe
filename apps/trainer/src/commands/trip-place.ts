import type { Checked, Problem } from '@taxifare/console';
import { haversineKm } from '@taxifare/core';

/** A place as latitude and longitude in degrees. */
export interface Place {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** The area that trips are trained on. */
const AREA = { minLatDeg: 40.5, maxLatDeg: 41.8, minLonDeg: -74.5, maxLonDeg: -72.8 };

function isInArea({ latDeg, lonDeg }: Place): boolean {
  return latDeg >= AREA.minLatDeg && latDeg <= AREA.maxLatDeg && lonDeg >= AREA.minLonDeg && lonDeg <= AREA.maxLonDeg;
}

/** What is odd about a place; a swapped one is a mistake, any other may be meant. */
export interface PlaceOddity {
  readonly isSwapped: boolean;
  readonly problem: Problem;
}

/** What is odd about a place; `undefined` if it is in New York. */
export function oddityOf(where: string, place: Place): PlaceOddity | undefined {
  if (isInArea(place)) return undefined;
  const { latDeg, lonDeg } = place;
  const got = `${latDeg},${lonDeg}`;
  if (isInArea({ latDeg: lonDeg, lonDeg: latDeg })) {
    const problem = { where, what: 'latitude and longitude are swapped', got, fix: `give ${lonDeg},${latDeg}` };
    return { isSwapped: true, problem };
  }
  return { isSwapped: false, problem: { where, what: 'outside the area that the model was trained on', got } };
}

/** A place from `40.75,-73.98`. */
export function checkPlace(where: string, text: string): Checked<Place> {
  const [lat, lon, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isPlace =
    lat !== undefined && lon !== undefined && more.length === 0 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  if (isPlace) return { value: { latDeg: lat, lonDeg: lon } };
  const fix = 'give such as 40.758,-73.9855';
  return { problem: { where, what: 'wants latitude,longitude in degrees', got: text, fix } };
}

export function distanceBetweenKm(a: Place, b: Place): number {
  return haversineKm(a.latDeg, a.lonDeg, b.latDeg, b.lonDeg);
}

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

/** What is odd about a place, in words; `undefined` if it is in New York. */
export function oddityOf(name: string, place: Place): string | undefined {
  if (isInArea(place)) return undefined;
  const { latDeg, lonDeg } = place;
  if (isInArea({ latDeg: lonDeg, lonDeg: latDeg })) {
    return `${name}: latitude and longitude are swapped, got ${latDeg}, ${lonDeg}; give ${lonDeg}, ${latDeg}`;
  }
  return `${name}: outside the area that the model was trained on, got ${latDeg}, ${lonDeg}`;
}

/** A place from `40.75,-73.98`; a sentence for what is none. */
export function parsePlace(name: string, text: string): Place | string {
  const [lat, lon, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isPlace =
    lat !== undefined && lon !== undefined && more.length === 0 && Math.abs(lat) <= 180 && Math.abs(lon) <= 180;
  if (!isPlace) return `${name}: wants latitude,longitude in degrees, got ${text}; such as 40.758,-73.9855`;
  return { latDeg: lat, lonDeg: lon };
}

export function distanceBetweenKm(a: Place, b: Place): number {
  return haversineKm(a.latDeg, a.lonDeg, b.latDeg, b.lonDeg);
}

import { type Checked, type Problem, sentenceOf } from '@taxifare/console';
import { type CleaningRules, EARTH_RADIUS_KM, haversineKm } from '@taxifare/core';

/** A place as latitude and longitude in degrees. */
export interface Place {
  readonly latDeg: number;
  readonly lonDeg: number;
}

/** A trip to predict, and what the model has not been trained on: it is predicted all the same. */
export interface Trip {
  readonly distanceKm: number;
  readonly warnings: readonly string[];
}

/** The rules that a model was trained with; null: it was trained on everything. */
type Rules = CleaningRules | null;

/** From a point of the Earth to the opposite one. */
const MAX_DISTANCE_KM = Math.PI * EARTH_RADIUS_KM;

/** A trip of so many kilometres, or the problem with it. */
export function tripOfDistance(where: string, distanceKm: number, rules: Rules): Trip | Problem {
  if (!(distanceKm >= 0 && distanceKm <= MAX_DISTANCE_KM)) {
    return { where, what: `wants kilometres from 0 to ${Math.floor(MAX_DISTANCE_KM)}`, got: `${distanceKm}` };
  }
  return { distanceKm, warnings: distanceWarnings(where, distanceKm, rules) };
}

/** A trip between two places, each with what it is called; or every problem with them. */
export function tripBetween(ends: readonly [End, End], rules: Rules): Trip | readonly Problem[] {
  const problems = ends.flatMap((end) => problemsOf(end, rules));
  if (problems.length > 0) return problems;
  const [[from, a], [to, b]] = ends;
  const distanceKm = haversineKm(a.latDeg, a.lonDeg, b.latDeg, b.lonDeg);
  const outside = ends.filter(([, place]) => !isInArea(place, rules));
  const what = 'outside the area that the model was trained on';
  return {
    distanceKm,
    warnings: [
      ...outside.map(([where, place]) => sentenceOf({ where, what, got: textOf(place) })),
      ...distanceWarnings(`${from} to ${to}`, distanceKm, rules),
    ],
  };
}

type End = readonly [where: string, place: Place];

/** A place from `40.75,-73.98`. */
export function checkPlace(where: string, text: string): Checked<Place> {
  const [lat, lon, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const place = { latDeg: lat ?? Number.NaN, lonDeg: lon ?? Number.NaN };
  if (more.length === 0 && isOnEarth(place)) return { value: place };
  const fix = 'give such as 40.758,-73.9855';
  return { problem: { where, what: 'wants latitude,longitude in degrees', got: text, fix } };
}

function problemsOf([where, place]: End, rules: Rules): readonly Problem[] {
  const { latDeg, lonDeg } = place;
  const got = textOf(place);
  if (!isInArea(place, rules) && isInArea({ latDeg: lonDeg, lonDeg: latDeg }, rules)) {
    return [{ where, what: 'latitude and longitude are swapped', got, fix: `give ${lonDeg},${latDeg}` }];
  }
  if (isOnEarth(place)) return [];
  return [{ where, what: 'wants a latitude of -90 to 90 and a longitude of -180 to 180 degrees', got }];
}

function isOnEarth({ latDeg, lonDeg }: Place): boolean {
  return Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
}

/** Whether the model's cleaning keeps trips there. */
function isInArea({ latDeg, lonDeg }: Place, rules: Rules): boolean {
  if (rules === null) return true;
  const { minLatDeg, maxLatDeg, minLonDeg, maxLonDeg } = rules;
  return isWithin(latDeg, minLatDeg, maxLatDeg) && isWithin(lonDeg, minLonDeg, maxLonDeg);
}

function isWithin(value: number, min: number | null, max: number | null): boolean {
  return value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
}

function distanceWarnings(where: string, distanceKm: number, rules: Rules): readonly string[] {
  const maxKm = rules?.maxDistanceKm ?? Number.POSITIVE_INFINITY;
  if (distanceKm <= maxKm) return [];
  const what = `beyond the ${maxKm} km that the model was trained on`;
  return [sentenceOf({ where, what, got: `${Number(distanceKm.toPrecision(5))}` })];
}

function textOf({ latDeg, lonDeg }: Place): string {
  return `${latDeg},${lonDeg}`;
}

import type { Selection, TripEngine } from '../kernels/trip-engine.ts';
import {
  DISTANCE_AXIS_KM,
  FARE_AXIS_USD,
  MAP_LAT_AXIS_DEG,
  MAP_LON_AXIS_DEG,
  PICTURE_SECTIONS,
} from './picture-axes.ts';
import type { TripColumns } from './trips.ts';
import { HELD_OUT } from './verdict.ts';

/** Counts trips into the engine's picture: those that were selected to train on, those held out, and the dropped ones. */
export function tallyPicture(trips: TripColumns, selection: Selection, engine: TripEngine): void {
  const { length, verdicts, distanceKm, fareUsd, pickupLatDeg, pickupLonDeg } = trips;
  const { picture } = engine;
  const { heldOut, pickups, dropped } = PICTURE_SECTIONS;
  engine.tally(selection, DISTANCE_AXIS_KM, FARE_AXIS_USD);
  if (trips.hasPlaces) engine.tallyPlaces(length, pickups.start, MAP_LAT_AXIS_DEG, MAP_LON_AXIS_DEG);
  const { others } = selection;
  for (let at = 0; at < others.length; at++) {
    const i = others[at]!;
    if (verdicts[i] === HELD_OUT) {
      picture[heldOut.start + binOfTrip(distanceKm[i]!, fareUsd[i]!)]!++;
      continue;
    }
    if (!trips.hasPlaces) continue;
    const place = placeOnMap(pickupLatDeg[i]!, pickupLonDeg[i]!);
    if (place >= 0) picture[dropped.start + place]!++;
  }
}

const PER_KM = 1 / DISTANCE_AXIS_KM.width;
const PER_USD = 1 / FARE_AXIS_USD.width;
const PER_LAT_DEG = 1 / MAP_LAT_AXIS_DEG.width;
const PER_LON_DEG = 1 / MAP_LON_AXIS_DEG.width;

function binOfTrip(distanceKm: number, fareUsd: number): number {
  const distanceBin = Math.max(0, Math.min(DISTANCE_AXIS_KM.bins - 1, Math.floor(distanceKm * PER_KM)));
  const fareBin = Math.max(0, Math.min(FARE_AXIS_USD.bins - 1, Math.floor(fareUsd * PER_USD)));
  return distanceBin * FARE_AXIS_USD.bins + fareBin;
}

function placeOnMap(latDeg: number, lonDeg: number): number {
  const x = Math.floor((lonDeg - MAP_LON_AXIS_DEG.start) * PER_LON_DEG);
  const y = Math.floor((latDeg - MAP_LAT_AXIS_DEG.start) * PER_LAT_DEG);
  const isOnMap = x >= 0 && x < MAP_LON_AXIS_DEG.bins && y >= 0 && y < MAP_LAT_AXIS_DEG.bins;
  return isOnMap ? y * MAP_LON_AXIS_DEG.bins + x : -1;
}

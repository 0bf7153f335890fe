import type { Random } from './random.ts';
import type { Place, Trip } from './trip.ts';

/** A trip as the file has it: what is `undefined` is left blank. */
export interface RecordedTrip extends Omit<Trip, 'dropoff'> {
  readonly dropoff: Place | undefined;
}

const ZERO: Place = { latMicroDeg: 0, lonMicroDeg: 0 };

/**
 * What goes wrong between a taxi and a file, each as often as in the real one: zeros for coordinates (2%), swapped and
 * impossible ones, an end displaced by a degree, fares of nothing, less or thousands, cars without riders or with 208.
 */
export function makeDirty(trip: Trip, random: Random): RecordedTrip {
  const p = random.share() * 1e6;
  if (p < 18_600) return { ...trip, pickup: ZERO, dropoff: ZERO };
  if (p < 19_500) return { ...trip, dropoff: ZERO };
  if (p < 20_300) return { ...trip, pickup: ZERO };
  if (p < 20_307) return { ...trip, dropoff: undefined };
  if (p < 20_700) return { ...trip, pickup: swapped(trip.pickup), dropoff: swapped(trip.dropoff) };
  if (p < 20_900) return { ...trip, pickup: impossible(random) };
  if (p < 21_570) return { ...trip, dropoff: moved(trip.dropoff, random) };
  if (p < 21_610) return { ...trip, fareCents: -trip.fareCents };
  if (p < 21_625) return { ...trip, fareCents: 0 };
  if (p < 21_631) return { ...trip, fareCents: 50_100 + random.below(9_000_000) };
  if (p < 21_700) return { ...trip, fareCents: random.below(250) };
  if (p < 25_200) return { ...trip, passengers: 0 };
  if (p < 25_202) return { ...trip, passengers: 208 };
  return trip;
}

function swapped({ latMicroDeg, lonMicroDeg }: Place): Place {
  return { latMicroDeg: lonMicroDeg, lonMicroDeg: latMicroDeg };
}

function impossible(random: Random): Place {
  return {
    latMicroDeg: (random.below(6000) - 3000) * 1e6 + 40e4,
    lonMicroDeg: (random.below(6000) - 3400) * 1e6 + 7e5,
  };
}

/** Still within the area, but some 95 km off. */
function moved({ latMicroDeg, lonMicroDeg }: Place, random: Random): Place {
  return { latMicroDeg, lonMicroDeg: lonMicroDeg + (random.chance(0.5) ? 1_000_000 : 1_070_000) };
}

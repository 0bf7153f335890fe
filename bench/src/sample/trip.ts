import type { Random } from './random.ts';

/** A place by millionths of a degree: what the files' digits are made from. */
export interface Place {
  readonly latMicroDeg: number;
  readonly lonMicroDeg: number;
}

export interface Trip {
  /** Seconds since 1970. */
  readonly time: number;
  readonly pickup: Place;
  readonly dropoff: Place;
  readonly fareCents: number;
  readonly passengers: number;
}

/** Kilometres along Manhattan's axis, which lies 29 degrees east of north, and across it, from Times Square. */
interface Spot {
  readonly alongKm: number;
  readonly acrossKm: number;
  readonly zone: 'manhattan' | 'jfk' | 'laguardia' | 'newark' | 'outer';
}

const TIMES_SQUARE = { latDeg: 40.758, lonDeg: -73.9855 };
/** cos and sin of 29 degrees, over kilometres in a degree there. */
const LAT_DEG = { perAlongKm: 0.8746 / 111.19, perAcrossKm: -0.4848 / 111.19 };
const LON_DEG = { perAlongKm: 0.4848 / 84.24, perAcrossKm: 0.8746 / 84.24 };

const START = Date.UTC(2009, 0, 1) / 1000;
const END = Date.UTC(2015, 6, 1) / 1000;
const FARE_RISE = Date.UTC(2012, 8, 4) / 1000;
/** Trips by the hour of the day, and how fast traffic is, km/h. */
const HOURS = [39, 28, 21, 15, 11, 10, 21, 36, 45, 46, 44, 46, 49, 49, 50, 47, 40, 48, 60, 63, 59, 58, 57, 50];
const SPEEDS = [27, 28, 29, 30, 31, 32, 27, 21, 17, 17, 17, 17, 17, 17, 16, 16, 17, 17, 18, 20, 22, 23, 24, 26];
const BUSIEST = Math.max(...HOURS);
/** The meter turns over every fifth of a mile, or every minute in slow traffic. */
const UNIT_KM = 0.321869;

/** A trip as the city's taxis make them: where from, where to, when, and what the meter says. */
export function makeTrip(random: Random): Trip {
  let time = 0;
  let hour = 0;
  do {
    time = START + random.below(END - START);
    hour = Math.floor(time / 3600) % 24;
  } while (random.below(BUSIEST) >= (HOURS[hour] ?? 0));
  // Half of the meters give the minute alone.
  if (random.chance(0.47)) time -= time % 60;
  const from = pickupSpot(random);
  const to = random.chance(0.011) ? from : dropoffSpot(random, from);
  const fareCents = meter(random, from, to, { time, hour });
  return { time, pickup: placeOf(from), dropoff: placeOf(to), fareCents, passengers: riders(random) };
}

function pickupSpot(random: Random): Spot {
  const p = random.share();
  if (p < 0.905) return manhattan(random);
  if (p < 0.927) return airport(random, 'jfk');
  if (p < 0.955) return airport(random, 'laguardia');
  return outer(random);
}

function dropoffSpot(random: Random, from: Spot): Spot {
  const p = random.share();
  if (from.zone === 'outer') return p < 0.62 ? near(random, from, 2.2) : manhattan(random);
  if (from.zone !== 'manhattan') return p < 0.78 ? manhattan(random) : outer(random);
  if (p < 0.62) return near(random, from, 1.15);
  if (p < 0.892) return manhattan(random);
  if (p < 0.907) return airport(random, 'jfk');
  if (p < 0.929) return airport(random, 'laguardia');
  if (p < 0.931) return airport(random, 'newark');
  return outer(random);
}

function manhattan(random: Random): Spot {
  const alongKm = Math.max(-6.6, Math.min(11, -0.4 + 2.55 * random.normal()));
  const acrossKm = Math.max(-1.7, Math.min(1.6, 0.1 + 0.75 * random.normal()));
  return { alongKm, acrossKm, zone: 'manhattan' };
}

function near(random: Random, { alongKm, acrossKm, zone }: Spot, spreadKm: number): Spot {
  // The product of two is long-tailed, as trip lengths are.
  const reach = spreadKm * (0.55 + 0.9 * random.share());
  const along = alongKm + reach * random.normal() * (1 + 0.5 * random.share());
  const across = acrossKm + reach * 0.55 * random.normal();
  if (zone !== 'manhattan') return { alongKm: along, acrossKm: across, zone };
  return { alongKm: Math.max(-6.6, Math.min(11, along)), acrossKm: Math.max(-1.7, Math.min(1.6, across)), zone };
}

function outer(random: Random): Spot {
  return { alongKm: -2 + 5 * random.normal(), acrossKm: 4.2 + 3.2 * Math.abs(random.normal()), zone: 'outer' };
}

const AIRPORTS = {
  jfk: { alongKm: -2.67, acrossKm: 21.06 },
  laguardia: { alongKm: 5.86, acrossKm: 7.89 },
  newark: { alongKm: -14.98, acrossKm: -9.36 },
};

function airport(random: Random, zone: 'jfk' | 'laguardia' | 'newark'): Spot {
  const { alongKm, acrossKm } = AIRPORTS[zone];
  return { alongKm: alongKm + 0.35 * random.normal(), acrossKm: acrossKm + 0.35 * random.normal(), zone };
}

interface When {
  readonly time: number;
  readonly hour: number;
}

function meter(random: Random, from: Spot, to: Spot, { time, hour }: When): number {
  const isNew = time >= FARE_RISE;
  const zones = [from.zone, to.zone];
  const tolls = tollCents(random, zones, time);
  if (zones.includes('jfk') && zones.includes('manhattan') && !random.chance(0.04))
    return (isNew ? 5200 : 4500) + tolls;
  // Streets are a grid; highways to the airports are less so.
  const gridKm = Math.abs(from.alongKm - to.alongKm) + Math.abs(from.acrossKm - to.acrossKm);
  const detour = random.chance(0.045) ? 1.4 + 2 * random.share() : 1;
  const roadKm = Math.max(0.25, gridKm * detour * (0.96 + 0.13 * random.normal()) + 0.12);
  const speed = (SPEEDS[hour] ?? 20) * (roadKm > 8 ? 1.7 : 1) * (0.75 + 0.5 * random.share());
  const minutes = (roadKm / speed) * 60;
  const slowMinutes = minutes * Math.max(0, 0.42 + 0.26 * random.normal()) * (speed < 25 ? 1 : 0.5);
  const units = Math.floor(roadKm / UNIT_KM + slowMinutes);
  const night = hour >= 20 || hour < 6 ? 50 : 0;
  const peak = hour >= 16 && hour < 20 ? 100 : 0;
  const newark = to.zone === 'newark' ? (isNew ? 1750 : 1500) : 0;
  return 250 + units * (isNew ? 50 : 40) + night + peak + newark + tolls;
}

function tollCents(random: Random, zones: readonly string[], time: number): number {
  const isFar = zones.some((zone) => zone !== 'manhattan' && zone !== 'outer');
  if (!random.chance(isFar ? 0.35 : 0.006)) return 0;
  return time < Date.UTC(2011, 0, 1) / 1000 ? 457 : time < Date.UTC(2013, 2, 3) / 1000 ? 480 : 533;
}

function riders(random: Random): number {
  const p = random.share();
  if (p < 0.695) return 1;
  if (p < 0.842) return 2;
  if (p < 0.886) return 3;
  if (p < 0.907) return 4;
  return p < 0.978 ? 5 : 6;
}

function placeOf({ alongKm, acrossKm }: Spot): Place {
  const lat = TIMES_SQUARE.latDeg + alongKm * LAT_DEG.perAlongKm + acrossKm * LAT_DEG.perAcrossKm;
  const lon = TIMES_SQUARE.lonDeg + alongKm * LON_DEG.perAlongKm + acrossKm * LON_DEG.perAcrossKm;
  return { latMicroDeg: Math.round(lat * 1e6), lonMicroDeg: Math.round(lon * 1e6) };
}

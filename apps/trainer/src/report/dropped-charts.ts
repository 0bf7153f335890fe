import { DROP_REASONS, type DropReason, droppedAt, MAP_LAT_AXIS_DEG, MAP_LON_AXIS_DEG } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { scaleLinear } from 'd3-scale';
import { grouped } from '../output/format-number.ts';
import { escaped, figure, px } from './svg.ts';

const REASON_TEXTS: Readonly<Record<DropReason, string>> = {
  malformed: 'wrong number of fields',
  missing: 'a number is missing',
  fare: 'fare out of bounds',
  'zero-coordinates': 'a coordinate is zero',
  'outside-area': 'outside the area',
  passengers: 'passengers out of bounds',
  distance: 'distance out of bounds',
};

/** A bar for each rule: how many rows it was the first to drop. */
export function droppedBars({ cleaning }: Model): string {
  const { dropped, rows } = cleaning;
  const most = Math.max(1, ...DROP_REASONS.map((reason) => dropped[reason]));
  const x = scaleLinear([0, most], [0, 400]);
  const height = 34;
  const bars = DROP_REASONS.map((reason, i) => {
    const count = dropped[reason];
    const share = rows === 0 ? 0 : (100 * count) / rows;
    const middle = i * height + height / 2;
    return (
      `<text class="tick" x="206" y="${middle}" dy="0.32em" text-anchor="end">${escaped(REASON_TEXTS[reason])}</text>` +
      `<rect class="bar" x="216" y="${middle - 10}" width="${px(Math.max(count > 0 ? 1 : 0, x(count)))}" height="20" rx="2"/>` +
      `<text class="tick" x="${px(224 + x(count))}" y="${middle}" dy="0.32em">${grouped(count)}${count > 0 ? `, ${share.toPrecision(2)}%` : ''}</text>`
    );
  });
  const total = DROP_REASONS.reduce((sum, reason) => sum + dropped[reason], 0);
  return figure({
    title: 'Dropped rows by reason',
    description: `${grouped(total)} of ${grouped(rows)} rows were dropped; a row counts for the first rule that it fails.`,
    width: 760,
    height: DROP_REASONS.length * height,
    body: bars.join(''),
  });
}

const CELL = 9;

/** Where the dropped trips began, as far as that is on the map of New York. */
export function droppedMap(picture: Uint32Array, { cleaning }: Model): string {
  const counts: { readonly lon: number; readonly lat: number; readonly trips: number }[] = [];
  let onMap = 0;
  for (let lon = 0; lon < MAP_LON_AXIS_DEG.bins; lon++) {
    for (let lat = 0; lat < MAP_LAT_AXIS_DEG.bins; lat++) {
      const trips = DROP_REASONS.reduce((sum, _, reason) => sum + droppedAt(picture, reason, lon, lat), 0);
      if (trips > 0) counts.push({ lon, lat, trips });
      onMap += trips;
    }
  }
  const most = Math.log1p(Math.max(1, ...counts.map(({ trips }) => trips)));
  // A degree of longitude is shorter than one of latitude there, by the cosine of 40.7 degrees.
  const tall = (CELL * MAP_LAT_AXIS_DEG.width) / MAP_LON_AXIS_DEG.width / 0.758;
  const height = MAP_LAT_AXIS_DEG.bins * tall;
  const width = MAP_LON_AXIS_DEG.bins * CELL;
  const cells = counts.map(({ lon, lat, trips }) => {
    const shade = Math.min(7, Math.floor((Math.log1p(trips) / most) * 8));
    return `<rect class="shade s${shade}" x="${px(lon * CELL)}" y="${px(height - (lat + 1) * tall)}" width="${CELL}" height="${px(tall)}"/>`;
  });
  const places = PLACES.map(({ name, latDeg, lonDeg }) => {
    const x = ((lonDeg - MAP_LON_AXIS_DEG.start) / MAP_LON_AXIS_DEG.width) * CELL;
    const y = height - ((latDeg - MAP_LAT_AXIS_DEG.start) / MAP_LAT_AXIS_DEG.width) * tall;
    return `<circle class="place" cx="${px(x)}" cy="${px(y)}" r="3"/><text class="tick" x="${px(x + 7)}" y="${px(y)}" dy="0.32em">${name}</text>`;
  });
  const gone = cleaning.rows - cleaning.kept - cleaning.heldOut;
  return figure({
    title: 'Where dropped trips began',
    description: `The darker, the more. ${grouped(gone - onMap)} more began off this map: most of them where both coordinates are zero.`,
    width,
    height: Math.ceil(height),
    body: `<rect class="ground" width="${width}" height="${px(height)}"/>${cells.join('')}${places.join('')}`,
  });
}

const PLACES = [
  { name: 'Times Square', latDeg: 40.758, lonDeg: -73.9855 },
  { name: 'JFK', latDeg: 40.6413, lonDeg: -73.7781 },
  { name: 'Newark', latDeg: 40.6895, lonDeg: -74.1745 },
];

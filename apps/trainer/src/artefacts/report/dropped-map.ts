import { MAP_LAT_AXIS_DEG, MAP_LON_AXIS_DEG, type PlaceCell } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import { keyOf } from './key.ts';
import { figure, px } from './svg.ts';

const CELL = 9;
/** A square of fewer rows says nothing of a share. */
const LEAST_ROWS = 20;
/** Shades by share, in percent; a share belongs to the last that it reaches. */
const SHARES = [0, 0.5, 1, 2, 5, 10, 25, 50] as const;

/** What share of the rows of each part of New York was dropped; nothing where there are no places. */
export function droppedMap(pickups: readonly PlaceCell[], dropped: readonly PlaceCell[], { cleaning }: Model): string {
  if (pickups.length === 0)
    return '<p class="soft">These data have no places, so there is no map of what was dropped.</p>';
  // A degree of longitude is shorter than one of latitude there, by the cosine of 40.7 degrees.
  const tall = (CELL * MAP_LAT_AXIS_DEG.width) / MAP_LON_AXIS_DEG.width / 0.758;
  const height = MAP_LAT_AXIS_DEG.bins * tall;
  const width = MAP_LON_AXIS_DEG.bins * CELL;
  const step = stepOf(pickups);
  const squares = squaresOf(pickups, step);
  const gone = squaresOf(dropped, step);
  const cells = [...squares].map(([square, rows]) => {
    const [lat, lon] = [Math.floor(square / MAP_LON_AXIS_DEG.bins), square % MAP_LON_AXIS_DEG.bins];
    const share = (100 * (gone.get(square) ?? 0)) / rows;
    const shade = rows < LEAST_ROWS ? 'few' : `shade s${SHARES.findLastIndex((least) => share >= least)}`;
    const [x, y] = [lon * step * CELL, height - (lat + 1) * step * tall];
    return `<rect class="${shade}" x="${px(x)}" y="${px(y)}" width="${CELL * step}" height="${px(tall * step)}"/>`;
  });
  const places = PLACES.map(({ name, latDeg, lonDeg, side = 1 }) => {
    const x = ((lonDeg - MAP_LON_AXIS_DEG.start) / MAP_LON_AXIS_DEG.width) * CELL;
    const y = height - ((latDeg - MAP_LAT_AXIS_DEG.start) / MAP_LAT_AXIS_DEG.width) * tall;
    const anchor = side < 0 ? ' text-anchor="end"' : '';
    return `<circle class="place" cx="${px(x)}" cy="${px(y)}" r="3"/><text class="label" x="${px(x + 8 * side)}" y="${px(y)}" dy="0.32em"${anchor}>${name}</text>`;
  });
  const all = cleaning.rows - cleaning.kept - cleaning.heldOut;
  const off = all - dropped.reduce((sum, { rows }) => sum + rows, 0);
  const km = (step * MAP_LAT_AXIS_DEG.width * 111.2).toFixed(1);
  return figure({
    id: 'dropped',
    title: 'Share of the rows that were dropped, by where they began',
    description:
      `Squares of ${km} km; those of fewer than ${LEAST_ROWS} rows have no share. ` +
      `${grouped(off)} of the ${grouped(all)} dropped rows have no place on this map.`,
    width,
    height: Math.ceil(height),
    body: `<rect class="ground" width="${width}" height="${px(height)}"/>${cells.join('')}${places.join('')}`,
    key: keyOf('of 100 rows, dropped', [
      ...SHARES.map((least, i) => ({ swatch: `s${i}`, text: textOf(least, SHARES[i + 1]) })),
      { swatch: 'few', text: `fewer than ${LEAST_ROWS} rows` },
    ]),
  });
}

function textOf(least: number, next: number | undefined): string {
  return next === undefined ? `${least} and more` : `${least} to ${next}`;
}

/** How many bins a square is wide: as few as leave most rows in squares that have a share. */
function stepOf(pickups: readonly PlaceCell[]): number {
  const all = pickups.reduce((sum, { rows }) => sum + rows, 0);
  const steps = [1, 2, 4];
  return (
    steps.find((step) => {
      const enough = [...squaresOf(pickups, step).values()].filter((rows) => rows >= LEAST_ROWS);
      return enough.reduce((sum, rows) => sum + rows, 0) > 0.8 * all;
    }) ?? 4
  );
}

function squaresOf(cells: readonly PlaceCell[], step: number): Map<number, number> {
  const squares = new Map<number, number>();
  for (const { latBin, lonBin, rows } of cells) {
    const square = Math.floor(latBin / step) * MAP_LON_AXIS_DEG.bins + Math.floor(lonBin / step);
    squares.set(square, (squares.get(square) ?? 0) + rows);
  }
  return squares;
}

const PLACES: readonly {
  readonly name: string;
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly side?: -1;
}[] = [
  { name: 'Times Square', latDeg: 40.758, lonDeg: -73.9855, side: -1 },
  { name: 'LaGuardia', latDeg: 40.7769, lonDeg: -73.874 },
  { name: 'JFK', latDeg: 40.6413, lonDeg: -73.7781 },
  { name: 'Newark', latDeg: 40.6895, lonDeg: -74.1745 },
];

import { MAP_LAT_AXIS_DEG, MAP_LON_AXIS_DEG, type PlaceCell } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import { keyOf } from './key.ts';
import { figure, px } from './svg.ts';

const WIDTH = 576;
/** A square of fewer rows says nothing of a share. */
const LEAST_ROWS = 20;
/** Shades by share, in percent; a share belongs to the last that it reaches. */
const SHARES = [0, 0.5, 1, 2, 5, 10, 25, 50] as const;
/** A degree of longitude is shorter than one of latitude there, by the cosine of 40.7 degrees. */
const LON_BY_LAT = 0.758;

/** What share of the rows of each part of New York was dropped; nothing where there are no places. */
export function droppedMap(pickups: readonly PlaceCell[], dropped: readonly PlaceCell[], { cleaning }: Model): string {
  if (pickups.length === 0)
    return '<p class="soft">These data have no places, so there is no map of what was dropped.</p>';
  const step = stepOf(pickups);
  const [squares, gone] = [squaresOf(pickups, step), squaresOf(dropped, step)];
  const frame = frameOf(squares);
  const scale = WIDTH / (frame.east - frame.west);
  const [x, y] = [
    (lonDeg: number) => (lonDeg - frame.west) * scale,
    (latDeg: number) => ((frame.north - latDeg) * scale) / LON_BY_LAT,
  ];
  const height = Math.ceil(y(frame.south));
  const shown = squares.filter((square) => isWithin(square, frame));
  const droppedOf = new Map(gone.map(({ id, rows }) => [id, rows]));
  const cells = shown.map(({ id, rows, west, east, south, north }) => {
    const share = (100 * (droppedOf.get(id) ?? 0)) / rows;
    const shade = rows < LEAST_ROWS ? 'few' : `shade s${SHARES.findLastIndex((least) => share >= least)}`;
    const size = `width="${px(x(east) - x(west))}" height="${px(y(south) - y(north))}"`;
    return `<rect class="${shade}" x="${px(x(west))}" y="${px(y(north))}" ${size}/>`;
  });
  const places = PLACES.map(({ name, latDeg, lonDeg, side = 1 }) => {
    const anchor = side < 0 ? ' text-anchor="end"' : '';
    const at = `x="${px(x(lonDeg) + 8 * side)}" y="${px(y(latDeg))}"`;
    return (
      `<circle class="place" cx="${px(x(lonDeg))}" cy="${px(y(latDeg))}" r="3"/>` +
      `<text class="label" ${at} dy="0.32em"${anchor}>${name}</text>`
    );
  });
  const all = cleaning.rows - cleaning.kept - cleaning.heldOut;
  const off = gone.filter((square) => isWithin(square, frame)).reduce((left, { rows }) => left - rows, all);
  const km = (step * MAP_LAT_AXIS_DEG.width * 111.2).toFixed(1);
  return figure({
    id: 'dropped',
    title: 'Share of the rows that were dropped, by where they began',
    description:
      `Squares of ${km} km; those of fewer than ${LEAST_ROWS} rows have no share. ` +
      (all === 0
        ? 'No row was dropped.'
        : `${grouped(off)} of the ${grouped(all)} dropped rows have no place on this map.`),
    width: WIDTH,
    height,
    body: `<rect class="ground" width="${WIDTH}" height="${height}"/>${cells.join('')}${places.join('')}`,
    key: keyOf('of 100 rows, dropped', [
      ...SHARES.map((least, i) => ({ swatch: `s${i}`, text: textOf(least, SHARES[i + 1]) })),
      { swatch: 'few', text: `fewer than ${LEAST_ROWS} rows` },
    ]),
  });
}

/** A part of the map, in degrees. */
interface Frame {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

interface Square extends Frame {
  readonly id: number;
  readonly rows: number;
}

/** Room for the names beyond the outermost places. */
const MARGIN_DEG = { west: 0.02, east: 0.05, south: 0.02, north: 0.02 };

/** The part of the map that is shown: the squares that have a share, or all where none has, and the places. */
function frameOf(squares: readonly Square[]): Frame {
  const shares = squares.filter(({ rows }) => rows >= LEAST_ROWS);
  const parts: readonly Frame[] = [
    ...(shares.length > 0 ? shares : squares),
    ...PLACES.map(({ latDeg, lonDeg }) => ({
      west: lonDeg - MARGIN_DEG.west,
      east: lonDeg + MARGIN_DEG.east,
      south: latDeg - MARGIN_DEG.south,
      north: latDeg + MARGIN_DEG.north,
    })),
  ];
  return {
    west: Math.min(...parts.map(({ west }) => west)),
    east: Math.max(...parts.map(({ east }) => east)),
    south: Math.min(...parts.map(({ south }) => south)),
    north: Math.max(...parts.map(({ north }) => north)),
  };
}

function isWithin({ west, east, south, north }: Frame, frame: Frame): boolean {
  return west >= frame.west && east <= frame.east && south >= frame.south && north <= frame.north;
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
      const enough = squaresOf(pickups, step).filter(({ rows }) => rows >= LEAST_ROWS);
      return enough.reduce((sum, { rows }) => sum + rows, 0) > 0.8 * all;
    }) ?? 4
  );
}

function squaresOf(cells: readonly PlaceCell[], step: number): readonly Square[] {
  const counts = new Map<number, number>();
  for (const { latBin, lonBin, rows } of cells) {
    const id = Math.floor(latBin / step) * MAP_LON_AXIS_DEG.bins + Math.floor(lonBin / step);
    counts.set(id, (counts.get(id) ?? 0) + rows);
  }
  const [wide, tall] = [step * MAP_LON_AXIS_DEG.width, step * MAP_LAT_AXIS_DEG.width];
  return [...counts].map(([id, rows]) => {
    const [lat, lon] = [Math.floor(id / MAP_LON_AXIS_DEG.bins), id % MAP_LON_AXIS_DEG.bins];
    const [west, south] = [MAP_LON_AXIS_DEG.start + lon * wide, MAP_LAT_AXIS_DEG.start + lat * tall];
    return { id, rows, west, east: west + wide, south, north: south + tall };
  });
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

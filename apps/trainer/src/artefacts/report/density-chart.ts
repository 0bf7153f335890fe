import { DISTANCE_AXIS_KM, FARE_AXIS_USD, type TripCell } from '@taxifare/core';
import { type Model, predictFareUsd, predictionIntervalUsd } from '@taxifare/core/model';
import { scaleLinear } from 'd3-scale';
import { grouped } from '../../terminal/format-number.ts';
import { axes, type Frame } from './axes.ts';
import { type KeyEntry, keyOf } from './key.ts';
import { extentOf } from './picture-statistics.ts';
import { figure, px } from './svg.ts';

const WIDTH = 760;
const HEIGHT = 460;
const FRAME: Frame = { left: 56, top: 34, right: 744, bottom: 400 };
/** Shades, from few trips to many. */
const SHADES = 8;

/** All trips as shades of how many there are; over them the model, and where fares lie. */
export function densityChart(trips: readonly TripCell[], model: Model): string {
  const extent = extentOf(trips);
  const { distanceKm, fareUsd } = extent;
  const x = scaleLinear([0, distanceKm], [FRAME.left, FRAME.right]);
  const y = scaleLinear([0, fareUsd], [FRAME.bottom, FRAME.top]);
  const { paths, most } = shades(
    trips,
    extent,
    (km) => x(km),
    (usd) => y(usd),
  );
  /** A line as far as it is in the frame. */
  const lineOf = (baseUsd: number, usdPerKm: number): string => {
    const at = (usd: number) => (usd - baseUsd) / usdPerKm;
    const [from, to] = usdPerKm > 0 ? [Math.max(0, at(0)), Math.min(distanceKm, at(fareUsd))] : [0, distanceKm];
    const point = (km: number) => `${px(x(km))} ${px(y(Math.min(fareUsd, Math.max(0, baseUsd + usdPerKm * km))))}`;
    return from < to ? `M${point(from)}L${point(to)}` : '';
  };
  const [{ value }] = model.coefficients;
  const base = model.withBaseFare;
  const all = model.metrics.train.rows;
  const isShown = ({ distanceBin, fareBin }: TripCell) =>
    (distanceBin + 1) * DISTANCE_AXIS_KM.width <= distanceKm && (fareBin + 1) * FARE_AXIS_USD.width <= fareUsd;
  const outside = trips.filter(isShown).reduce((left, cell) => left - cell.trips, all);
  const beyond =
    outside === 0 ? 'All of them are in the picture.' : `${grouped(outside)} of them lie outside of the picture.`;
  return figure({
    id: 'fares',
    title: 'Fares by distance, and the line',
    description: `Each cell is trips of like distance and fare, ${grouped(all)} in all; the stronger its colour, the more. ${beyond}`,
    width: WIDTH,
    height: HEIGHT,
    body:
      axes(x, y, FRAME, { x: 'distance, km', y: 'fare, USD' }) +
      paths +
      `<path class="range" d="${rangeOf(
        model,
        extent,
        (km) => x(km),
        (usd) => y(usd),
      )}"/>` +
      (base === null ? '' : `<path class="other" d="${lineOf(base.baseUsd, base.usdPerKm)}"/>`) +
      `<path class="fit" d="${lineOf(predictFareUsd(model, 0), value)}"/>`,
    key:
      keyOf('trips in a cell', shadeEntries(most)) +
      keyOf('lines', [
        { swatch: 'line-fit', text: 'the model' },
        ...(base === null ? [] : [{ swatch: 'line-other', text: 'least squares with a base fare' }]),
        ...(model.intervals?.classes.length ? [{ swatch: 'line-range', text: '95 of 100 fares lie between' }] : []),
      ]),
  });
}

/** The interval of fares, as steps: the lower line, then the upper one. */
function rangeOf(
  { intervals }: Model,
  { distanceKm, fareUsd }: { readonly distanceKm: number; readonly fareUsd: number },
  x: (km: number) => number,
  y: (usd: number) => number,
): string {
  const steps = Array.from({ length: Math.round(distanceKm / DISTANCE_AXIS_KM.width) }, (_, bin) => {
    const km = bin * DISTANCE_AXIS_KM.width;
    return { km, interval: intervals === null ? undefined : predictionIntervalUsd({ intervals }, km) };
  });
  return [0, 1]
    .map((side) => {
      let isOpen = false;
      return steps
        .map(({ km, interval }) => {
          const usd = interval?.[side as 0 | 1];
          const wasOpen = isOpen;
          isOpen = usd !== undefined && usd <= fareUsd;
          if (!isOpen || usd === undefined) return '';
          return `${wasOpen ? 'L' : 'M'}${px(x(km))} ${px(y(usd))}H${px(x(km + DISTANCE_AXIS_KM.width))}`;
        })
        .join('');
    })
    .join('');
}

/** How many trips each shade stands for; a shade that no number of trips has is left out. */
function shadeEntries(most: number): readonly KeyEntry[] {
  const leastOf = (shade: number) => Math.max(1, Math.ceil(Math.expm1((Math.log1p(most) * shade) / SHADES)));
  return Array.from({ length: SHADES }, (_, shade) => ({ shade, least: leastOf(shade), next: leastOf(shade + 1) }))
    .filter(({ shade, least, next }) => shade === SHADES - 1 || least < next)
    .map(({ shade, least, next }) => ({
      swatch: `s${shade}`,
      text: rangeText(least, shade === SHADES - 1 ? most : next - 1),
    }));
}

function rangeText(least: number, most: number): string {
  return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
}

/** Squares of two bins of distance and two of fare; all of one shade are one path, which keeps the page small. */
function shades(
  cells: readonly TripCell[],
  extent: { readonly distanceKm: number; readonly fareUsd: number },
  x: (km: number) => number,
  y: (usd: number) => number,
): { readonly paths: string; readonly most: number } {
  const step = 2;
  const stepKm = DISTANCE_AXIS_KM.width * step;
  const stepUsd = FARE_AXIS_USD.width * step;
  const columns = Math.min(DISTANCE_AXIS_KM.bins / step, Math.round(extent.distanceKm / stepKm));
  const rows = Math.min(FARE_AXIS_USD.bins / step, Math.round(extent.fareUsd / stepUsd));
  const counts = new Float64Array(columns * rows);
  for (const { distanceBin, fareBin, trips } of cells) {
    const column = Math.floor(distanceBin / step);
    const row = Math.floor(fareBin / step);
    if (column < columns && row < rows) counts[column * rows + row]! += trips;
  }
  const most = counts.reduce((most, trips) => Math.max(most, trips), 1);
  const paths = Array.from({ length: SHADES }, () => '');
  const size = { width: px(x(stepKm) - x(0)), height: px(y(0) - y(stepUsd)) };
  const square = `h${size.width}v${size.height}h-${size.width}z`;
  const lefts = Array.from({ length: columns }, (_, column) => px(x(column * stepKm)));
  const tops = Array.from({ length: rows }, (_, row) => px(y((row + 1) * stepUsd)));
  for (let place = 0; place < counts.length; place++) {
    const trips = counts[place]!;
    if (trips === 0) continue;
    const shade = Math.min(SHADES - 1, Math.floor((Math.log1p(trips) / Math.log1p(most)) * SHADES));
    paths[shade] += `M${lefts[Math.floor(place / rows)]} ${tops[place % rows]}${square}`;
  }
  const drawn = paths.map((d, shade) => (d === '' ? '' : `<path class="shade s${shade}" d="${d}"/>`));
  return { paths: drawn.join(''), most };
}

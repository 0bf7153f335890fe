import { DISTANCE_AXIS_KM, FARE_AXIS_USD, type TripCell } from '@taxifare/core';
import { type Model, predictFareUsd } from '@taxifare/core/model';
import { scaleLinear } from 'd3-scale';
import { grouped } from '../../terminal/format-number.ts';
import { axes, type Frame } from './axes.ts';
import { extentOf } from './picture-statistics.ts';
import { figure, px } from './svg.ts';

const WIDTH = 760;
const HEIGHT = 460;
const FRAME: Frame = { left: 56, top: 34, right: 744, bottom: 400 };
/** Shades, from few trips to many. */
const SHADES = 8;

/** All trips as shades of how many there are, and the fitted line over them. */
export function densityChart(trips: readonly TripCell[], model: Model): string {
  const { distanceKm, fareUsd } = extentOf(trips);
  const x = scaleLinear([0, distanceKm], [FRAME.left, FRAME.right]);
  const y = scaleLinear([0, fareUsd], [FRAME.bottom, FRAME.top]);
  const cells = shades(
    trips,
    { distanceKm, fareUsd },
    (km) => x(km),
    (usd) => y(usd),
  );
  const end = Math.min(distanceKm, (fareUsd - predictFareUsd(model, 0)) / model.coefficients[0].value);
  const line = `M${px(x(0))} ${px(y(predictFareUsd(model, 0)))}L${px(x(end))} ${px(y(predictFareUsd(model, end)))}`;
  const isSteep = model.coefficients[0].value > 0;
  return figure({
    id: 'fares',
    title: 'Fares by distance, and the fitted line',
    description:
      `Each cell is trips of like distance and fare, the stronger its colour the more (${grouped(model.metrics.train.rows)} in all, on a ` +
      'logarithmic scale). The line is the model. Level streaks are flat fares, to and from the airports.',
    width: WIDTH,
    height: HEIGHT,
    body: `${axes(x, y, FRAME, { x: 'distance, km', y: 'fare, USD' })}${cells}${isSteep ? `<path class="fit" d="${line}"/>` : ''}`,
  });
}

/** Squares of two bins of distance and two of fare; all of one shade are one path, which keeps the page small. */
function shades(
  cells: readonly TripCell[],
  extent: { readonly distanceKm: number; readonly fareUsd: number },
  x: (km: number) => number,
  y: (usd: number) => number,
): string {
  const step = 2;
  const stepKm = DISTANCE_AXIS_KM.width * step;
  const stepUsd = FARE_AXIS_USD.width * step;
  const columns = Math.min(DISTANCE_AXIS_KM.bins / step, Math.round(extent.distanceKm / stepKm));
  const rows = Math.min(FARE_AXIS_USD.bins / step, Math.round(extent.fareUsd / stepUsd));
  const counts = new Map<number, number>();
  for (const { distanceBin, fareBin, trips } of cells) {
    const [column, row] = [Math.floor(distanceBin / step), Math.floor(fareBin / step)];
    if (column >= columns || row >= rows) continue;
    counts.set(column * rows + row, (counts.get(column * rows + row) ?? 0) + trips);
  }
  const most = Math.log1p(Math.max(1, ...counts.values()));
  const paths = Array.from({ length: SHADES }, () => '');
  const width = px(x(stepKm) - x(0));
  const height = px(y(0) - y(stepUsd));
  for (const [place, trips] of [...counts].sort(([a], [b]) => a - b)) {
    const [column, row] = [Math.floor(place / rows), place % rows];
    const shade = Math.min(SHADES - 1, Math.floor((Math.log1p(trips) / most) * SHADES));
    paths[shade] += `M${px(x(column * stepKm))} ${px(y((row + 1) * stepUsd))}h${width}v${height}h-${width}z`;
  }
  return paths.map((d, shade) => (d === '' ? '' : `<path class="shade s${shade}" d="${d}"/>`)).join('');
}

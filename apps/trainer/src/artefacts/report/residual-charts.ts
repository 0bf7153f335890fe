import type { TripCell } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { axes, type Frame } from './axes.ts';
import { keyOf } from './key.ts';
import { leftOutText, type ResidualsAt, residualHistogram, residualsByDistance } from './picture-statistics.ts';
import { figure, px } from './svg.ts';

const WIDTH = 760;
const HEIGHT = 320;
const FRAME: Frame = { left: 56, top: 34, right: 744, bottom: 260 };
const REACH_USD = 20;

/** What the line misses, by distance: mean, and the middle 80%. */
export function residualsByDistanceChart(trips: readonly TripCell[], model: Model): string {
  const all = residualsByDistance(trips, model, 4);
  if (all.length < 2)
    return '<p class="soft">There are not 50 trips at each of two distances, so there is no curve of residuals by distance.</p>';
  const extentKm = Math.max(5, Math.ceil(all.at(-1)?.distanceKm ?? 0));
  const low = Math.min(-5, ...all.map(({ lowUsd }) => lowUsd));
  const high = Math.max(5, ...all.map(({ highUsd }) => highUsd));
  const x = scaleLinear([0, extentKm], [FRAME.left, FRAME.right]);
  const y = scaleLinear([low, high], [FRAME.bottom, FRAME.top]).nice(6);
  const band = area<ResidualsAt>(
    (d) => x(d.distanceKm),
    (d) => y(d.lowUsd),
    (d) => y(d.highUsd),
  ).digits(1)(all);
  const mean = line<ResidualsAt>(
    (d) => x(d.distanceKm),
    (d) => y(d.meanUsd),
  ).digits(1)(all);
  const zero = px(y(0));
  return figure({
    id: 'residuals-by-distance',
    title: 'Residuals by distance',
    description:
      'What trips cost beyond the line, for each kilometre, or for as many as have 50 trips; the farthest trips are left out ' +
      'where they are fewer than 50. The curve is the mean, the band holds the middle 80% of the trips. Where the curve is above zero, ' +
      `predictions are too low on average.${leftOutText(trips, model)}`,
    width: WIDTH,
    height: HEIGHT,
    body:
      axes(x, y, FRAME, { x: 'distance, km', y: 'fare less prediction, USD' }) +
      `<path class="band" d="${band ?? ''}"/><line class="zero" x1="${FRAME.left}" x2="${FRAME.right}" y1="${zero}" y2="${zero}"/>` +
      `<path class="curve" d="${mean ?? ''}"/>`,
    key: keyOf('fare less prediction', [
      { swatch: 'line-fit', text: 'mean' },
      { swatch: 'band-swatch', text: 'middle 80% of trips' },
    ]),
  });
}

/** How the residuals are spread. */
export function residualHistogramChart(trips: readonly TripCell[], model: Model): string {
  const counts = residualHistogram(trips, model, REACH_USD);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => (100 * count) / Math.max(total, 1));
  const x = scaleLinear([-REACH_USD, REACH_USD], [FRAME.left, FRAME.right]);
  const y = scaleLinear([0, Math.max(1, ...shares)], [FRAME.bottom, FRAME.top]).nice(6);
  const width = px(x(1) - x(0) - 1);
  const bars = shares.map((share, i) => {
    const top = y(share);
    return share === 0
      ? ''
      : `<rect class="bar" x="${px(x(i - REACH_USD))}" y="${px(top)}" width="${width}" height="${px(FRAME.bottom - top)}"/>`;
  });
  return figure({
    id: 'residuals',
    title: 'How far off the predictions are',
    description: `Share of the trips by fare less prediction, in steps of a dollar; the outermost bars hold all beyond ${REACH_USD} USD.${leftOutText(trips, model)}`,
    width: WIDTH,
    height: HEIGHT,
    body: axes(x, y, FRAME, { x: 'fare less prediction, USD', y: 'share of the trips, %' }) + bars.join(''),
  });
}

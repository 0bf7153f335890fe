import { MAP_LAT_AXIS_DEG, MAP_LON_AXIS_DEG, type PlaceCell, RULES } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import { escaped, figure, px } from './svg.ts';

/** A bar for each rule: how many rows it was the first to drop. A table, so that it reads well at any width. */
export function droppedBars({ cleaning }: Model): string {
  const { dropped, rows } = cleaning;
  const most = Math.max(1, ...RULES.map(({ reason }) => dropped[reason]));
  const bars = RULES.map(({ reason, wrong }) => {
    const count = dropped[reason];
    const share = rows === 0 ? 0 : (100 * count) / rows;
    const width = ((100 * count) / most).toFixed(1);
    return (
      `<tr><th scope="row">${escaped(wrong)}</th><td>${grouped(count)}</td>` +
      `<td>${count === 0 ? '' : `${shareText(share)}%`}</td>` +
      `<td class="space"><span class="length" style="width:${width}%"></span></td></tr>`
    );
  });
  const total = RULES.reduce((sum, { reason }) => sum + dropped[reason], 0);
  return (
    `<p>${grouped(total)} of ${grouped(rows)} rows were dropped; a row counts for the first rule that it fails.</p>` +
    '<table class="bars"><thead><tr><th scope="col">reason</th><th scope="col">rows</th><th scope="col">share</th><th></th></tr></thead>' +
    `<tbody>${bars.join('')}</tbody></table>`
  );
}

/** Two digits that count, however small the share is. */
function shareText(share: number): string {
  return share < 0.001 ? share.toFixed(1 - Math.floor(Math.log10(share))) : share.toPrecision(2);
}

const CELL = 9;

/** Where the dropped trips began, as far as that is on the map of New York. */
export function droppedMap(dropped: readonly PlaceCell[], { cleaning }: Model): string {
  const onMap = dropped.reduce((sum, { rows }) => sum + rows, 0);
  const most = Math.log1p(Math.max(1, ...dropped.map(({ rows }) => rows)));
  // A degree of longitude is shorter than one of latitude there, by the cosine of 40.7 degrees.
  const tall = (CELL * MAP_LAT_AXIS_DEG.width) / MAP_LON_AXIS_DEG.width / 0.758;
  const height = MAP_LAT_AXIS_DEG.bins * tall;
  const width = MAP_LON_AXIS_DEG.bins * CELL;
  const cells = dropped.map(({ lonBin, latBin, rows }) => {
    const shade = Math.min(7, Math.floor((Math.log1p(rows) / most) * 8));
    return `<rect class="shade s${shade}" x="${px(lonBin * CELL)}" y="${px(height - (latBin + 1) * tall)}" width="${CELL}" height="${px(tall)}"/>`;
  });
  const places = PLACES.map(({ name, latDeg, lonDeg }) => {
    const x = ((lonDeg - MAP_LON_AXIS_DEG.start) / MAP_LON_AXIS_DEG.width) * CELL;
    const y = height - ((latDeg - MAP_LAT_AXIS_DEG.start) / MAP_LAT_AXIS_DEG.width) * tall;
    return `<circle class="place" cx="${px(x)}" cy="${px(y)}" r="3"/><text class="label" x="${px(x + 8)}" y="${px(y)}" dy="0.32em">${name}</text>`;
  });
  const gone = cleaning.rows - cleaning.kept - cleaning.heldOut;
  return figure({
    id: 'dropped',
    title: 'Where dropped trips began',
    description: `The stronger the colour, the more. ${grouped(gone - onMap)} more began off this map: most of them where both coordinates are zero.`,
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

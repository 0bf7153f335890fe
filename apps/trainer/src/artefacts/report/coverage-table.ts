import { type FareClass, type FareIntervals, type Model, predictionIntervalUsd } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import { table } from './table.ts';

/** Where a row of the table ends, km. */
const ENDS_KM = [0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 20, 30, 60];

/** Where 95 of 100 fares lie, by distance, and how many do: of the trips trained on, and of those measured on. */
export function coverageTable({ intervals }: Model): string {
  if (intervals === null || intervals.classes.length === 0) {
    const least = intervals?.leastTrips ?? 100;
    return `<p>There are fewer than ${least} trips within 59.75 km, too few to say where 95 of 100 fares lie.</p>`;
  }
  const isMeasured = intervals.classes.some(({ heldOut }) => heldOut !== null);
  const rows = groupsOf(intervals.classes).map((classes) => {
    const [fromKm, toKm] = [classes[0]?.fromKm ?? 0, classes.at(-1)?.toKm ?? 0];
    const [low, high] = predictionIntervalUsd({ intervals }, (fromKm + toKm) / 2) ?? [];
    const count = (read: (of: FareClass) => number) => classes.reduce((sum, one) => sum + read(one), 0);
    const trips = count((one) => one.trips);
    const measuredOn = count((one) => one.heldOut?.trips ?? 0);
    const inside = count((one) => one.inside);
    const insideMeasured = count((one) => one.heldOut?.inside ?? 0);
    return [
      `${fromKm.toFixed(2)} to ${toKm.toFixed(2)}`,
      low === undefined || high === undefined ? '–' : `${low.toFixed(2)}&nbsp;to ${high.toFixed(2)}`,
      shareOf(inside, trips),
      ...(isMeasured ? [shareOf(insideMeasured, measuredOn, chanceOf(measuredOn))] : []),
    ];
  });
  return (
    `<p>Where 95 of 100 fares of trips of like distance lie, in ${classesText(intervals)} of at least ${intervals.leastTrips} trips` +
    `${rows.length < intervals.classes.length ? ' (a row may be several)' : ''}, ` +
    `whatever the model is; never below ${intervals.leastUsd.toFixed(2)} USD. The amounts are those at the middle of each row. ` +
    `${measuredText(intervals, isMeasured)}</p>` +
    table(
      'Where fares lie',
      ['distance, km', 'fares, USD', 'inside, trained on', ...(isMeasured ? ['inside, measured on'] : [])],
      rows,
    )
  );
}

function classesText({ classes }: FareIntervals): string {
  return classes.length === 1 ? 'one class' : `${classes.length} classes`;
}

/** The part that the trips held out had in the intervals. */
function measuredText({ calibration = null }: FareIntervals, isMeasured: boolean): string {
  if (!isMeasured)
    return 'No rows were held out to measure it on; <code class="whole">--test-fraction 0.1</code> does.';
  const chance = 'the share of them inside is measured, ± two binomial standard errors of 95%.';
  if (calibration === null)
    return `The trips held out, too few to calibrate on, had no part in the intervals: ${chance}`;
  const { trips, inside, trainLevel } = calibration;
  return (
    `Half of the trips held out calibrated the intervals: they hold at least ${(100 * trainLevel).toFixed(1)}% of the trips trained on, ` +
    `and ${shareOf(inside, trips)} calibrating trips. The trips of the other half had no part in them: ${chance}`
  );
}

/** `95.7% of 1,234`. */
function shareOf(inside: number, trips: number, chance = ''): string {
  return trips === 0 ? '–' : `${((100 * inside) / trips).toFixed(1)}%${chance} of&nbsp;${grouped(trips)}`;
}

function chanceOf(trips: number): string {
  return trips === 0 ? '' : `&nbsp;±&nbsp;${(2 * Math.sqrt(475 / trips)).toFixed(1)}`;
}

/** Classes of a row of the table: those that begin before its end. */
function groupsOf(classes: readonly FareClass[]): readonly (readonly FareClass[])[] {
  const rowOf = ({ fromKm }: FareClass) => ENDS_KM.findIndex((end) => fromKm < end);
  return [...Map.groupBy(classes, rowOf).values()];
}

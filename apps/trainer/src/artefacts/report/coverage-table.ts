import { type FareClass, type FareIntervals, type Model, predictionIntervalUsd } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import { table } from './table.ts';

/** Where a row of the table ends, km. */
const ENDS_KM = [0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 20, 30, 60];

/** Where 95 of 100 fares lie, by distance, and how many do: of the trips trained on, and of those measured on. */
export function coverageTable({ intervals }: Model): string {
  if (intervals === null || intervals.classes.length === 0) {
    const least = intervals?.leastTrips ?? 100;
    return `<p>There are fewer than ${least} trips, too few to say where 95 of 100 fares lie.</p>`;
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
      grouped(trips),
      low === undefined || high === undefined ? '–' : `${low.toFixed(2)} to ${high.toFixed(2)}`,
      shareOf(inside, trips),
      ...(isMeasured ? [grouped(measuredOn), `${shareOf(insideMeasured, measuredOn)}${chanceOf(measuredOn)}`] : []),
    ];
  });
  return (
    `<p>Where 95 of 100 fares of trips of like distance lie, in ${intervals.classes.length} classes of at least ${intervals.leastTrips} trips, ` +
    `whatever the model is; never below ${intervals.leastUsd.toFixed(2)} USD. The amounts are those at the middle of each row. ` +
    `${measuredText(intervals, isMeasured)}</p>` +
    table(
      'Where fares lie',
      [
        ...['distance, km', 'trips', 'fares, USD', 'inside, of 100'],
        ...(isMeasured ? ['measured on', 'inside, of 100'] : []),
      ],
      rows,
    )
  );
}

/** What the trips held out had to do with it. */
function measuredText({ calibration = null }: FareIntervals, isMeasured: boolean): string {
  if (!isMeasured) return 'No rows were held out to measure it on; <code>--test-fraction 0.1</code> does.';
  const chance =
    'how many of them are inside is measured; ± is two binomial standard errors of 95 of 100, which is what chance does to it.';
  if (calibration === null) return `The trips held out had no part in it: ${chance}`;
  const { trips, inside, trainLevel } = calibration;
  return (
    `Half of the trips held out calibrated it: the intervals hold ${(100 * trainLevel).toFixed(1)} of 100 trips trained on, or more, ` +
    `and so ${shareOf(inside, trips)} of 100 of those ${grouped(trips)}. The other half had no part in it: ${chance}`
  );
}

function shareOf(inside: number, trips: number): string {
  return trips === 0 ? '–' : ((100 * inside) / trips).toFixed(1);
}

function chanceOf(trips: number): string {
  return trips === 0 ? '' : ` ± ${(2 * Math.sqrt(475 / trips)).toFixed(1)}`;
}

/** Classes of a row of the table: those that begin before its end. */
function groupsOf(classes: readonly FareClass[]): readonly (readonly FareClass[])[] {
  const rowOf = ({ fromKm }: FareClass) => ENDS_KM.findIndex((end) => fromKm < end);
  return [...Map.groupBy(classes, rowOf).values()];
}

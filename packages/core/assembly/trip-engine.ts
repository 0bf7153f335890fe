// BE ADVISED. AssemblyScript, as csv-kernel.ts is. What a training does with trips once they are columns: distances, the
// cleaning rules, the sums and the counts, two rows at a time in a vector, a file each.
//
// What is clever: only ordinary rows are done here. The others are listed, and TypeScript does them: trips out of any city,
// for which the series of the sines do not do, and the rows that some rule drops. Rows are selected and listed without
// a branch: each is written, and the next one over it.
//
// Where you will be bitten: every operation stands here in the order in which haversine.ts and moments-of.ts have it, and
// gives the same bits; test/trip-engine.test.ts compares them. A vector reaches one row past an odd number of rows.
//
// How to change it: if you add a rule, its range gets the number that it has in RULE_RANGES (rules.ts), and its line in
// `clean` (select.ts) asks what `KEEPS` (src/trips/clean.ts) asks. If you add a column, COLUMNS (trip-layout.ts) counts it,
// and `load` and `layOut` in src/kernels/trip-engine.ts have it at the same place. Then `pnpm --filter @taxifare/core kernel`.

export { distances } from './distances';
export { moments } from './moments';
export { clean, select } from './select';
export { drain, tally, tallyPlaces } from './tally';
export {
  boundsStart,
  columnsStart,
  configure,
  filledCounts,
  filledPlaces,
  listStart,
  mostBounds,
  pictureStart,
  stride,
  sumsStart,
  verdictsStart,
} from './trip-layout';

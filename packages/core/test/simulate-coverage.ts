/**
 * `pnpm --filter @taxifare/core coverage [DRAWS] [SEED]`: how often 95% intervals for C hold it, and how often samples of
 * the same trips are called different. Ends with 1 where that is not as promised.
 */
import { coverageOf, differingPairs, MOST, SPREADS } from './support/simulate.ts';

const [draws = 200_000, seed = 1] = process.argv.slice(2).map(Number);
let isAsPromised = true;
const say = (what: string, found: { readonly robust: number; readonly classical: number }, [least, most]: Range) => {
  const isWithin = found.robust >= least && found.robust <= most;
  isAsPromised &&= isWithin;
  const numbers = `HC1 ${found.robust.toFixed(2)}, classical ${found.classical.toFixed(2)} of 100`;
  console.log(`${what}: ${numbers}${isWithin ? '' : `; promised are ${least} to ${most}`}`);
};
type Range = readonly [least: number, most: number];

for (const spread of SPREADS) {
  const how = spread.fitIntercept ? 'with a base fare' : 'through the origin';
  say(`${spread.name}, ${how}`, coverageOf(spread, draws, seed), [spread.least, MOST]);
}
say('pairs that differ by more than noise', differingPairs(draws, seed), [2, 8]);
process.exitCode = isAsPromised ? 0 : 1;

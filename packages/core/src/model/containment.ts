import { PICTURE_SECTIONS } from '../trips/picture-axes.ts';
import { DROP_REASONS } from '../trips/rules.ts';
import type { Model } from './model.ts';
import { modelSums } from './model-sums.ts';

/** Whether one model's data may be a part of another's. */
export type Containment = 'excluded' | 'possible' | 'certain';

/** Independent data would look contained less often than once in a thousand: e⁻⁷. */
const CERTAIN = 7;

/**
 * Whether the rows of `part` are among those of `whole`, by their counts: of rows, by reason, by distance and fare, and by
 * place. Where any is larger in `part`, they are not. Where none is, it counts how many rows of independent data would be
 * expected in bins that are empty in `whole`, which is what its bins of one row say (I. J. Good, "The Population
 * Frequencies of Species and the Estimation of Population Parameters", Biometrika 40 (1953), 237–264): the more, the less
 * it can be chance. A model without counts excludes nothing that its numbers of rows do not.
 */
export function containment(part: Model, whole: Model): Containment {
  if (part.data.rows > whole.data.rows) return 'excluded';
  const hasSameRules = JSON.stringify(part.cleaning.rules) === JSON.stringify(whole.cleaning.rules);
  const { cleaning } = whole;
  if (hasSameRules && DROP_REASONS.some((reason) => part.cleaning.dropped[reason] > cleaning.dropped[reason])) {
    return 'excluded';
  }
  const [few, many] = [modelSums(part)?.picture, modelSums(whole)?.picture];
  if (few === undefined || many === undefined) return 'possible';
  const grids = hasSameRules ? [keptTrips] : [];
  let expected = 0;
  for (const read of [allPlaces, ...grids]) {
    const found = expectedOutside(read(few), read(many));
    if (found === undefined) return 'excluded';
    expected = Math.max(expected, found);
  }
  return expected >= CERTAIN ? 'certain' : 'possible';
}

/** Trips by distance and fare, held out or not. */
function keptTrips(picture: Float64Array): Float64Array {
  const { train, heldOut } = PICTURE_SECTIONS;
  const counts = picture.slice(train.start, train.end);
  for (let i = 0; i < counts.length; i++) counts[i]! += picture[heldOut.start + i]!;
  return counts;
}

function allPlaces(picture: Float64Array): Float64Array {
  const { start, end } = PICTURE_SECTIONS.pickups;
  return picture.subarray(start, end);
}

/** How many of the few would lie in bins that the many have empty, were they independent; `undefined` where some bin has more. */
function expectedOutside(few: Float64Array, many: Float64Array): number | undefined {
  let [rows, all, singles] = [0, 0, 0];
  for (let i = 0; i < few.length; i++) {
    if (few[i]! > many[i]!) return undefined;
    rows += few[i]!;
    all += many[i]!;
    if (many[i] === 1) singles += 1;
  }
  return all === 0 ? 0 : (rows * singles) / all;
}

/** Room for the numbers of all bins; overwritten by every call. */
let found = new Uint32Array(0);

/** The counts of a picture that are not 0, to be sent: a shard fills a tenth of the bins. */
export interface SparsePicture {
  readonly bins: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

/**
 * Adds a sparse picture's counts to those of `into`; `times` −1 takes them away. Sums of pictures are doubles: a bin of
 * some terabytes of trips counts further than 32 bits go.
 */
export function addPicture(into: Float64Array, { bins, counts }: SparsePicture, times: 1 | -1 = 1): void {
  for (let i = 0; i < bins.length; i++) into[bins[i]!]! += times * counts[i]!;
}

/** Adds the counts of `from` to those of `into`. */
export function mergePicture(into: Float64Array, from: Float64Array): void {
  if (from.length !== into.length) throw new RangeError(`mergePicture: ${into.length} counts, got ${from.length}`);
  for (let i = 0; i < into.length; i++) into[i]! += from[i]!;
}

/** The numbers of the bins that are not empty, in order. None is below 0, and most are 0: eight are, where their sum is. */
export function filledBins(counts: Float64Array): Uint32Array {
  if (found.length < counts.length) found = new Uint32Array(counts.length);
  let used = 0;
  for (let i = 0; i < counts.length; i += 8) {
    const four = counts[i]! + counts[i + 1]! + counts[i + 2]! + counts[i + 3]!;
    if (four + counts[i + 4]! + counts[i + 5]! + counts[i + 6]! + counts[i + 7]! === 0) continue;
    const end = Math.min(i + 8, counts.length);
    for (let bin = i; bin < end; bin++) if (counts[bin] !== 0) found[used++] = bin;
  }
  return found.slice(0, used);
}

/** Room for the numbers of all bins; overwritten by every call. */
let found = new Uint32Array(0);

/** The counts of a picture that are not 0, to be sent: a shard fills a tenth of the bins. */
export interface SparsePicture {
  readonly bins: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

export function sparsePicture(picture: Uint32Array): SparsePicture {
  if (found.length < picture.length) found = new Uint32Array(picture.length);
  // Two counts are a double, which is 0 where both are: most bins are empty.
  const pairs = new Float64Array(picture.buffer, picture.byteOffset, picture.length >> 1);
  let used = 0;
  for (let pair = 0; pair < pairs.length; pair++) {
    if (pairs[pair] === 0) continue;
    const bin = 2 * pair;
    if (picture[bin] !== 0) found[used++] = bin;
    if (picture[bin + 1] !== 0) found[used++] = bin + 1;
  }
  const bins = found.slice(0, used);
  const counts = new Uint32Array(used);
  for (let i = 0; i < used; i++) counts[i] = picture[bins[i]!]!;
  return { bins, counts };
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

/** The numbers of the bins that are not empty, in order. */
export function filledBins(picture: Float64Array): Uint32Array {
  if (found.length < picture.length) found = new Uint32Array(picture.length);
  let used = 0;
  for (let bin = 0; bin < picture.length; bin++) {
    if (picture[bin] !== 0) found[used++] = bin;
  }
  return found.slice(0, used);
}

import { filledBins } from './sparse-picture.ts';

/** The most bytes that a bin takes: three for a gap, eight for a whole number that a double holds. */
const MAX_BYTES = 11;

/**
 * Counts as few bytes: for each that is not 0, how many bins lie between it and the one before, then the count. Numbers
 * are LEB128 (DWARF 5, 7.6): seven bits a byte, the lowest first, all but a number's last with the highest bit set.
 */
export function picturePacked(counts: Float64Array): Uint8Array<ArrayBuffer> {
  const bins = filledBins(counts);
  const bytes = new Uint8Array(bins.length * MAX_BYTES);
  let at = 0;
  const put = (value: number) => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) + 128;
    bytes[at++] = rest;
  };
  let next = 0;
  for (const bin of bins) {
    put(bin - next);
    put(counts[bin]!);
    next = bin + 1;
  }
  return bytes.slice(0, at);
}

/** The `length` counts that were packed; `undefined` where the bytes are none. */
export function pictureUnpacked(bytes: Uint8Array, length: number): Float64Array | undefined {
  const counts = new Float64Array(length);
  let at = 0;
  const take = () => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return Number.isSafeInteger(value) ? value : undefined;
    }
    return undefined;
  };
  for (let bin = 0; at < bytes.length; bin++) {
    const [gap, count] = [take(), take()];
    if (gap === undefined || count === undefined || count === 0) return undefined;
    bin += gap;
    if (bin >= length) return undefined;
    counts[bin] = count;
  }
  return counts;
}

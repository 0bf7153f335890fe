/**
 * Reads `count` small integers from `[at, …)`, written as runs and packed bits in turn (Parquet's "RLE / bit-packing
 * hybrid", https://parquet.apache.org/docs/file-format/data-pages/encodings/), each of `width` bits, at most 24.
 */
export function readHybrid(bytes: Uint8Array, start: number, width: number, into: Uint32Array, count: number): void {
  const mask = 2 ** width - 1;
  let at = start;
  let done = 0;
  while (done < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80 || shift > 21) break;
    }
    const wanted = count - done;
    if ((header & 1) === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value |= (bytes[at++] ?? 0) << shift;
      const length = Math.min(header >>> 1, wanted);
      if (length === 0 && at >= bytes.length) throw new RangeError(`readHybrid: ${count} values, got ${done}`);
      into.fill(value, done, done + length);
      done += length;
      continue;
    }
    const packed = (header >>> 1) * 8;
    const length = Math.min(packed, wanted);
    if (at >= bytes.length) throw new RangeError(`readHybrid: ${count} values, got ${done}`);
    let bits = 0;
    let held = 0;
    for (let i = 0; i < length; i++) {
      while (held < width) {
        bits |= (bytes[at++] ?? 0) << held;
        held += 8;
      }
      into[done + i] = bits & mask;
      bits >>>= width;
      held -= width;
    }
    at += Math.floor(((packed - length) * width + held) / 8);
    done += length;
  }
}

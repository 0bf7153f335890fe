import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

/**
 * A page's values as PLAIN would write them, one after the other; `undefined` if they are written in a way that is not
 * read.
 */
export function plainBytes(
  values: Uint8Array,
  { encoding, valueBytes, most }: { readonly encoding: string; readonly valueBytes: number; readonly most: number },
): Uint8Array | undefined {
  if (encoding === 'PLAIN') return values;
  if (encoding === 'BYTE_STREAM_SPLIT') return joinedStreams(values, valueBytes);
  if (encoding === 'DELTA_BINARY_PACKED') return summedDeltas(values, valueBytes, most);
  return undefined;
}

/** All first bytes come first, then all second ones. */
function joinedStreams(values: Uint8Array, valueBytes: number): Uint8Array {
  const joined = new Uint8Array(values.length);
  const count = Math.floor(values.length / valueBytes);
  for (let byte = 0, at = 0; byte < valueBytes; byte++) {
    for (let i = 0; i < count; i++) joined[i * valueBytes + byte] = values[at++]!;
  }
  return joined;
}

function summedDeltas(values: Uint8Array, valueBytes: number, most: number): Uint8Array {
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const header = { view, offset: 0 };
  // Values of a block, miniblocks of a block, values of the page.
  const [, , count] = [readVarInt(header), readVarInt(header), readVarInt(header)];
  if (count > most) throw new RangeError(`summedDeltas: at most ${most} values, got ${count}`);
  // Unsigned numbers of four bytes have sums that take more.
  const summed = new BigInt64Array(count);
  deltaBinaryUnpack({ view, offset: 0 }, count, summed);
  const bytes = new Uint8Array(summed.buffer);
  return valueBytes === 8 ? bytes : bytes.filter((_, i) => i % 8 < valueBytes);
}

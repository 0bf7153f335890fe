import type { ObjectInfo, WriteOptions } from '../contract.ts';
import { piecesOf } from './pieces.ts';
import { writePieces } from './write-pieces.ts';
import type { WriteTarget } from './write-target.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Writes under the condition, with the checksum for the service to compare: a body of at most one piece in one request, a
 * larger one in an upload session. Faults that pass are retried at every place; what the body throws is thrown as it is.
 */
export async function writeObject(
  target: WriteTarget,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<ObjectInfo> {
  const pieces = piecesOf(body);
  const { value: first } = await pieces.next();
  if (first === undefined) throw new RangeError('writeObject: a body has at least one piece');
  if (first.isLast) return await writeWhole(target, first.bytes, options);
  return await writePieces(target, { first, others: pieces }, options);
}

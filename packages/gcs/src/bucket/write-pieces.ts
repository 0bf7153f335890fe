import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import type { ObjectInfo, WriteOptions } from '../contract.ts';
import { StorageError } from '../storage-error.ts';
import { objectOf } from './object-of.ts';
import type { Piece } from './pieces.ts';
import { placeOf } from './place-of.ts';
import { isPassing } from './retrying.ts';
import { openUploadSession } from './upload-session.ts';
import type { WriteTarget } from './write-target.ts';

export interface Pieces {
  readonly first: Piece;
  /** Those after the first. */
  readonly others: AsyncIterable<Piece>;
}

/**
 * Writes a body in an upload session, piece by piece; a session that is not finished is cancelled, unless it is remembered
 * and may be gone on with.
 */
export async function writePieces(
  { uri, clients, policy }: WriteTarget,
  { first, others }: Pieces,
  writing: WriteOptions,
): Promise<ObjectInfo> {
  const { memory, signal } = writing;
  const session = await openUploadSession(placeOf(uri), { clients, policy, writing });
  let crc = 0;
  const put = async (piece: Piece): Promise<ObjectInfo | undefined> => {
    crc = crc32c(piece.bytes, crc);
    const metadata = await session.put(piece, crc);
    if (metadata === undefined) return undefined;
    const object = objectOf(uri, metadata);
    const isSame = object.bytes === piece.start + piece.bytes.length && object.crc32c === base64OfCrc32c(crc);
    if (isSame) return object;
    const message = `${uri}: what is stored is not what was sent, CRC32C ${object.crc32c} is not ${base64OfCrc32c(crc)}`;
    throw new StorageError({ code: 'corrupt', uri, message, hint: 'write it again' });
  };
  try {
    await put(first);
    for await (const piece of others) {
      const object = await put(piece);
      if (object === undefined) continue;
      await memory?.forget();
      return object;
    }
  } catch (error) {
    if (memory !== undefined && (signal?.aborted || isPassing(error))) throw error;
    await session.cancel();
    await memory?.forget();
    throw error;
  }
  throw new RangeError('writePieces: no piece was the last');
}

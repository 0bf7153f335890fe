/** From so many bytes on a body goes up in pieces; a multiple of 256 KiB, which the service asks of all but the last. */
const PIECE_BYTES = 8 * 1024 * 1024;

export interface Piece {
  /** Good until the next piece is asked for. */
  readonly bytes: Uint8Array;
  /** Where it lies in the body. */
  readonly start: number;
  readonly isLast: boolean;
}

/** A body in pieces of `pieceBytes`, the last of which is shorter and may be empty. Throws what the body throws. */
export async function* piecesOf(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  pieceBytes: number = PIECE_BYTES,
): AsyncGenerator<Piece> {
  if (body instanceof Uint8Array) {
    yield* slicesOf(body, pieceBytes);
    return;
  }
  let piece: Uint8Array = new Uint8Array(pieceBytes);
  let length = 0;
  let start = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; ) {
      // Only when there is more of it is a full piece known not to be the last.
      if (length === pieceBytes) {
        yield { bytes: piece, start, isLast: false };
        start += length;
        length = 0;
      }
      const part = chunk.subarray(at, at + pieceBytes - length);
      piece.set(part, length);
      length += part.length;
      at += part.length;
    }
  }
  piece = piece.subarray(0, length);
  yield { bytes: piece, start, isLast: true };
}

function* slicesOf(body: Uint8Array, pieceBytes: number): Generator<Piece> {
  let start = 0;
  for (; body.length - start > pieceBytes; start += pieceBytes) {
    yield { bytes: body.subarray(start, start + pieceBytes), start, isLast: false };
  }
  yield { bytes: body.subarray(start), start, isLast: true };
}

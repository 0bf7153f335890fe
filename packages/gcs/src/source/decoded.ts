import type { ByteRange, ByteSource, CallOptions, Encoding, ObjectInfo } from '../contract.ts';
import { encodingOf, MAGIC_BYTES } from './encoding-of.ts';
import { firstBytes } from './first-bytes.ts';
import { inflated } from './inflated.ts';
import { sliced } from './sliced.ts';
import { unzipped } from './unzipped.ts';

/**
 * The content of the object, whose bytes as they are stored the source gives. Where nobody has looked yet how they are
 * packed, the first read from the beginning finds out on its way.
 */
export function decoded(source: ByteSource, object: ObjectInfo): ByteSource {
  const { uri, encoding } = object;
  if (encoding === 'identity') return source;
  let known: Encoding | undefined = encoding;
  const contentOf = async function* (range: Partial<ByteRange>, options: CallOptions): AsyncGenerator<Uint8Array> {
    if (known === undefined && range.end !== undefined) known = await lookAt(source, options);
    if (known === 'identity') yield* source.chunks(range, options);
    else if (known === 'zip') yield* sliced(unzipped(source, uri, options), range);
    else {
      const { first, all } = await peeked(source.chunks({}, options));
      known = encodingOf(first);
      const content = known === 'identity' ? all : known === 'zip' ? undefined : inflated(all, known, uri);
      if (content === undefined) await all.return(undefined);
      yield* sliced(content ?? unzipped(source, uri, options), range);
    }
  };
  return {
    bytes: Number.POSITIVE_INFINITY,
    chunks: (range = {}, options = {}) => contentOf(range, options),
    close: source.close,
  };
}

/** How the source's bytes are packed. */
export async function lookAt(source: ByteSource, options: CallOptions): Promise<Encoding> {
  const end = Math.min(MAGIC_BYTES, source.bytes);
  return encodingOf(await firstBytes(source.chunks({ start: 0, end }, options), end));
}

interface Peeked {
  readonly first: Uint8Array;
  /** All of the chunks, the first included. */
  readonly all: AsyncGenerator<Uint8Array>;
}

/** Looks at the first bytes of the chunks, of which none is lost. */
async function peeked(chunks: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  let next = await iterator.next();
  while (next.done !== true) {
    first = first.length === 0 ? next.value : Buffer.concat([first, next.value]);
    if (first.length >= MAGIC_BYTES) break;
    first = new Uint8Array(first);
    next = await iterator.next();
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (first.length > 0) yield first;
      while (next.done !== true) {
        next = await iterator.next();
        if (next.done !== true) yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  return { first, all: all() };
}

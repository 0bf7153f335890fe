import type { ByteSource } from '../contract.ts';

export interface ReadAheadOptions {
  /** How much one request is for. */
  readonly partBytes: number;
  /** How many requests are open at a time, the one that is being read included. */
  readonly parts: number;
}

/**
 * The source, whose ranges are asked for in parts, of which the later ones are on their way while the first is used. They
 * cost what their buffers take: a connection that nobody reads is held by the kernel.
 */
export function readAhead(source: ByteSource, options: ReadAheadOptions): ByteSource {
  return {
    ...source,
    chunks: ({ start = 0, end = source.bytes } = {}, { signal } = {}) =>
      chunksAhead(source, { start, end: Math.min(end, source.bytes), signal, ...options }),
  };
}

interface Part {
  readonly chunks: AsyncIterator<Uint8Array>;
  readonly first: Promise<IteratorResult<Uint8Array>>;
}

async function* chunksAhead(
  source: ByteSource,
  options: ReadAheadOptions & {
    readonly start: number;
    readonly end: number;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<Uint8Array> {
  const { end, partBytes, parts, signal } = options;
  const unread = new AbortController();
  const either = signal === undefined ? unread.signal : AbortSignal.any([signal, unread.signal]);
  const begun: Part[] = [];
  let asked = options.start;
  const begin = () => {
    const range = { start: asked, end: Math.min(asked + partBytes, end) };
    const chunks = source.chunks(range, { signal: either })[Symbol.asyncIterator]();
    const first = chunks.next();
    // Awaited in turn; until then a failure of a later one is nobody's unhandled rejection.
    first.catch(() => {});
    begun.push({ chunks, first });
    asked = range.end;
  };
  let current: Part | undefined;
  try {
    for (;;) {
      while (asked < end && begun.length < parts) begin();
      current = begun.shift();
      if (current === undefined) return;
      const { chunks, first } = current;
      for (let next = await first; next.done !== true; next = await chunks.next()) yield next.value;
      current = undefined;
    }
  } finally {
    // The one in use is at rest and may end in its own way; the others are on their way.
    await current?.chunks.return?.();
    unread.abort();
  }
}

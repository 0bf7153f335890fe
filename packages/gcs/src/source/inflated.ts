import type { Gunzip, InflateRaw, ZstdDecompress } from 'node:zlib';
import { ContentError } from '../content-error.ts';

type Inflater = Gunzip | InflateRaw | ZstdDecompress;

/** zlib is 2.7 times slower with its usual 16 KiB; more than this gains nothing, and leaves more garbage. */
const CHUNK_BYTES = 64 * 1024;

/** The content of gzip (all members) or Zstandard (all frames) data. Throws `ContentError`. */
export async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  encoding: 'gzip' | 'zstd',
  uri: string,
): AsyncGenerator<Uint8Array> {
  const { createGunzip, createZstdDecompress } = await import('node:zlib');
  const options = { chunkSize: CHUNK_BYTES };
  const input = new Input(packed);
  try {
    do {
      const inflate = encoding === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
      yield* through(inflate, input, (cause) => refusal(cause, encoding, uri));
      // gzip's members are one to zlib, which stops at the zeros that tapes and some programs put after the last.
    } while (encoding === 'zstd' ? input.hasMore : await hasOther(input, uri));
  } finally {
    await input.close();
  }
}

async function hasOther(input: Input, uri: string): Promise<false> {
  for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next()) {
    if (chunk.some((byte) => byte !== 0)) {
      const what = 'the gzip data is damaged, got other bytes after its end';
      throw new ContentError({ uri, what, hint: 'get it again from where it came' });
    }
  }
  return false;
}

/** Chunks one after the other, parts of which can be given back. */
export class Input {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #back: Uint8Array | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Whether something was given back. */
  get hasMore(): boolean {
    return this.#back !== undefined;
  }

  /** Good until the next; `undefined` at the end. */
  async next(): Promise<Uint8Array | undefined> {
    const back = this.#back;
    this.#back = undefined;
    if (back !== undefined) return back;
    const next = await this.#chunks.next();
    return next.done === true ? undefined : next.value;
  }

  giveBack(bytes: Uint8Array): void {
    this.#back = bytes.length === 0 ? undefined : bytes;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/** What an inflater makes of the input, up to the end of what it inflates; the input keeps what is after that. */
export async function* through(
  inflate: Inflater,
  input: Input,
  explain: (cause: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  let failure: { readonly reason: unknown } | undefined;
  let current: Uint8Array = new Uint8Array(0);
  let written = 0;
  const write = async () => {
    for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next()) {
      current = chunk;
      written += chunk.length;
      // The chunk is the inflater's until it has taken what it wants of it.
      await new Promise<void>((resolve, reject) => {
        inflate.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      if (inflate.bytesWritten < written) return;
    }
    inflate.end();
  };
  write().catch((reason: unknown) => {
    // What the inflater itself says comes out of it below.
    if (inflate.destroyed) return;
    failure = { reason };
    inflate.destroy();
  });
  try {
    for await (const chunk of inflate) yield chunk;
    input.giveBack(current.subarray(current.length - (written - inflate.bytesWritten)));
  } catch (cause) {
    throw failure === undefined ? explain(cause) : failure.reason;
  } finally {
    inflate.destroy();
  }
}

function refusal(cause: unknown, encoding: 'gzip' | 'zstd', uri: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!/^(Z_|ZSTD_|ERR_ZSTD)/.test(code)) return cause;
  const text = cause instanceof Error ? cause.message : '';
  const isShort = code === 'Z_BUF_ERROR' || /unexpected end/.test(text);
  const isSum = /check|checksum/i.test(text) && !/header check/.test(text);
  const what = isShort ? 'ends too early' : isSum ? 'does not fit its own checksum' : 'is damaged';
  const says = `the ${encoding} data ${what}, got ${code} ${text}`;
  return new ContentError({ uri, what: says, hint: 'get it again from where it came', cause });
}

import { ContentError } from '../content-error.ts';
import type { ByteSource, CallOptions } from '../contract.ts';
import { StorageError } from '../storage-error.ts';
import { firstBytes } from './first-bytes.ts';
import { Input, through } from './inflated.ts';

const CHUNK_BYTES = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;
/** More names than fit on a screen are not listed. */
const NAMES = 10;

interface Member {
  readonly name: string;
  readonly start: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  readonly method: number;
}

/** The content of the one file in a ZIP archive, Zip64 included. Throws `ContentError`. */
export async function* unzipped(source: ByteSource, uri: string, options: CallOptions): AsyncGenerator<Uint8Array> {
  if (!Number.isFinite(source.bytes)) {
    const hint = 'save it to a file, or unpack it: unzip -p FILE | … --data -';
    throw bad(uri, 'a ZIP archive cannot be read from a stream, its directory is at its end', hint);
  }
  const member = await onlyMember(source, uri, options);
  const { start, packedBytes, method } = member;
  const packed = source.chunks({ start, end: start + packedBytes }, options);
  if (method === STORED) yield* verified(packed, member, uri);
  else {
    const { createInflateRaw } = await import('node:zlib');
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
    const input = new Input(packed);
    try {
      yield* verified(
        through(inflate, input, (cause) => damaged(uri, cause)),
        member,
        uri,
      );
    } finally {
      await input.close();
    }
  }
}

/** The last chunk comes only if the whole is what the directory says. */
async function* verified(content: AsyncIterable<Uint8Array>, member: Member, uri: string): AsyncGenerator<Uint8Array> {
  const { crc32 } = await import('node:zlib');
  let sum = 0;
  let bytes = 0;
  for await (const chunk of content) {
    sum = crc32(chunk, sum);
    bytes += chunk.length;
    const isWrong = bytes > member.bytes || (bytes === member.bytes && sum !== member.crc32);
    if (isWrong) throw bad(uri, `${member.name} in it does not fit its own checksum`, 'get it again');
    yield chunk;
  }
  if (bytes < member.bytes) throw bad(uri, `${member.name} in it ends too early`, 'get it again');
}

async function onlyMember(source: ByteSource, uri: string, options: CallOptions): Promise<Member> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import('yauzl');
  class Reader extends RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null) => void,
    ): void {
      firstBytes(source.chunks({ start: position, end: position + length }, options), length).then((bytes) => {
        buffer.set(bytes, offset);
        callback(bytes.length === length ? null : new Error('it ends too early'));
      }, callback);
    }
  }
  try {
    const archive = await fromRandomAccessReaderPromise(new Reader(), source.bytes, { autoClose: false });
    const entries = [];
    for await (const entry of archive.eachEntry()) {
      const isFile = !entry.fileName.endsWith('/') && !entry.fileName.startsWith('__MACOSX/');
      if (isFile) entries.push(entry);
      if (entries.length > NAMES) break;
    }
    const [entry, ...others] = entries;
    if (entry === undefined) throw bad(uri, 'a ZIP archive with nothing in it', 'give one with a CSV file');
    if (entries.some(({ fileName }) => fileName === '[Content_Types].xml')) {
      throw bad(uri, 'a spreadsheet, not a CSV file', 'save it as CSV (UTF-8)');
    }
    if (others.length > 0)
      throw several(
        uri,
        entries.map(({ fileName }) => fileName),
      );
    if (entry.isEncrypted()) throw bad(uri, 'a ZIP archive with a password', 'unpack it first: unzip FILE');
    if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
      const what = `a ZIP archive packed by method ${entry.compressionMethod}, which is not deflate`;
      throw bad(uri, what, 'unpack it first: unzip FILE, or 7z x FILE');
    }
    const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
    return {
      name: entry.fileName,
      start: fileDataStart,
      packedBytes: entry.compressedSize,
      bytes: entry.uncompressedSize,
      crc32: entry.crc32,
      method: entry.compressionMethod,
    };
  } catch (error) {
    const isKnown = error instanceof ContentError || error instanceof StorageError || options.signal?.aborted;
    if (isKnown) throw error;
    throw damaged(uri, error);
  }
}

function several(uri: string, names: readonly string[]): ContentError {
  const list = names.length > NAMES ? `${names.slice(0, NAMES).join(', ')}, …` : names.join(', ');
  return bad(
    uri,
    `a ZIP archive with several files in it, got ${list}`,
    'unpack it and give the ones you mean: unzip FILE',
  );
}

function damaged(uri: string, cause: unknown): ContentError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const what = `a damaged ZIP archive, got ${text}`;
  return new ContentError({ uri, what, hint: 'get it again from where it came', cause });
}

function bad(uri: string, what: string, hint: string): ContentError {
  return new ContentError({ uri, what, hint });
}

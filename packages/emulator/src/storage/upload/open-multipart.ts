import { storageApiError } from '../../http/api-error.ts';

/** The two parts of a multipart/related upload: the object's metadata, and its bytes as they come. */
export interface MultipartUpload {
  readonly metadata: Buffer;
  readonly contentType: string | undefined;
  readonly media: AsyncIterable<Buffer>;
}

const HEAD_LIMIT_BYTES = 1024 * 1024;

/** The boundary in a Content-Type, quoted as it may be, or with the wrong quotes, as gcloud has it; 400 where there is none. */
export function boundaryIn(contentType: string | undefined): string {
  const [, double, single, plain] = /;\s*boundary=(?:"([^"]+)"|'([^']+)'|([^;\s]+))/i.exec(contentType ?? '') ?? [];
  const boundary = double ?? single ?? plain;
  if (boundary !== undefined) return boundary;
  throw badRequest('the Content-Type of a multipart upload needs a boundary');
}

/** Takes the body apart (RFC 2046, 5.1). Lines may end in CRLF or, as gcloud sends them, in LF alone. */
export async function openMultipart(chunks: AsyncIterator<Buffer>, boundary: string): Promise<MultipartUpload> {
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (done !== true) held = held.length === 0 ? value : Buffer.concat([held, value]);
    return done !== true;
  };
  const until = async (mark: string): Promise<Buffer> => {
    for (let from = 0; ; ) {
      const at = held.indexOf(mark, from, 'latin1');
      if (at >= 0) {
        const before = held.subarray(0, at);
        held = held.subarray(at + mark.length);
        return before;
      }
      from = Math.max(0, held.length - mark.length);
      if (held.length > HEAD_LIMIT_BYTES) throw badRequest('the metadata part is too large');
      if (!(await more())) throw badRequest('the multipart body ends too early');
    }
  };
  await until(`--${boundary}`);
  const eol = (await until('\n')).toString('latin1') === '\r' ? '\r\n' : '\n';
  await headersOf(until, eol);
  const metadata = Buffer.from(await until(`${eol}--${boundary}`));
  await until('\n');
  const contentType = (await headersOf(until, eol)).get('content-type');
  return { metadata, contentType, media: mediaUntil(`${eol}--${boundary}`) };

  async function* mediaUntil(mark: string): AsyncGenerator<Buffer> {
    for (;;) {
      const at = held.indexOf(mark, 0, 'latin1');
      if (at >= 0) {
        if (at > 0) yield held.subarray(0, at);
        return;
      }
      const safe = held.length - mark.length;
      if (safe > 0) {
        yield held.subarray(0, safe);
        held = held.subarray(safe);
      }
      if (!(await more())) throw badRequest('the multipart body ends too early');
    }
  }
}

/** The header lines of a part, up to the empty line. */
async function headersOf(until: (mark: string) => Promise<Buffer>, eol: string): Promise<Map<string, string>> {
  const headers = new Map<string, string>();
  for (;;) {
    const line = (await until(eol)).toString('latin1');
    if (line === '') return headers;
    const [name = '', ...rest] = line.split(':');
    headers.set(name.trim().toLowerCase(), rest.join(':').trim());
  }
}

function badRequest(message: string): Error {
  return storageApiError(400, 'badRequest', `Malformed multipart body: ${message}.`);
}

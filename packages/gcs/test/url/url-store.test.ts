import { gzipSync } from 'node:zlib';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import { describe, expect, test } from 'vitest';
import { bucketUriOf, openStore, readBytes, StorageError, shownUrl, urlOf } from '../../src/index.ts';
import { quickRetries } from '../support/clouds.ts';
import { type RawServer, rawServer } from '../support/raw-server.ts';

const BODY = Buffer.from(Array.from({ length: 5000 }, (_, i) => `${i},${i * i}\n`).join(''));
const SUM = `x-goog-hash: crc32c=${base64OfCrc32c(crc32c(BODY))}`;
const store = openStore({ retries: quickRetries() });

interface Asked {
  readonly path: string;
  readonly head: string;
  /** Of the range that is asked for, half-open; all of the body without one. */
  readonly start: number;
  readonly end: number;
  readonly hasRange: boolean;
}

/** A server on loopback whose answers are text, byte for byte. */
async function serving(answer: (asked: Asked) => string | { readonly cut: string }): Promise<RawServer> {
  return await rawServer((head, socket) => {
    const [, path = ''] = /^GET (\S+) /.exec(head) ?? [];
    const [, from, to] = /range: bytes=(\d+)-(\d+)/.exec(head) ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined ? BODY.length : Math.min(Number(to) + 1, BODY.length);
    const text = answer({ path, head, start, end, hasRange: from !== undefined });
    if (typeof text === 'string') socket.write(text, 'latin1');
    else socket.end(text.cut, 'latin1');
  });
}

const partOf = ({ start, end }: Asked) => BODY.subarray(start, end).toString('latin1');

function ranged(asked: Asked, headers = 'etag: "1"', part: string = partOf(asked)): string {
  const { start, end } = asked;
  return `HTTP/1.1 206 Partial Content\r\ncontent-length: ${part.length}\r\ncontent-range: bytes ${start}-${end - 1}/${BODY.length}\r\n${headers}\r\n\r\n${part}`;
}

const whole = (body = BODY, headers = 'etag: "1"') =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${headers}\r\n\r\n${body.toString('latin1')}`;

async function readAt(url: string): Promise<Buffer | string> {
  try {
    const object = await store.info(url);
    return object === undefined ? 'nothing there' : Buffer.from(await readBytes(store, object));
  } catch (error) {
    return error instanceof StorageError ? `${error.code}: ${error.message}` : String(error);
  }
}

describe('a web address', () => {
  test.each<[string, (asked: Asked) => string]>([
    ['in ranges', (asked) => ranged(asked, SUM)],
    ['whole, where the server ignores ranges', () => whole()],
    [
      'in chunks',
      () =>
        `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY.toString('latin1')}\r\n0\r\n\r\n`,
    ],
    ['compressed', () => whole(gzipSync(BODY), 'content-encoding: gzip')],
    [
      'after redirects',
      (asked) =>
        asked.path.length < 6
          ? `HTTP/1.1 302 Found\r\nlocation: ${asked.path}x\r\ncontent-length: 0\r\n\r\n`
          : ranged(asked),
    ],
  ])('is read %s', async (_, answer) => {
    const server = await serving(answer);
    expect(await readAt(`${server.url}/a`)).toEqual(BODY);
  });

  test('is resumed in its ranges at the byte reached, and from the beginning as a stream only if nothing came', async () => {
    let left = 3;
    const cut = await serving((asked) => {
      left -= 1;
      return left >= 0 && asked.end - asked.start > 1 ? { cut: ranged(asked).slice(0, -1000) } : ranged(asked);
    });
    expect(await readAt(cut.url)).toEqual(BODY);
    const stream = await serving(({ hasRange }) => (hasRange ? whole() : { cut: whole().slice(0, -7) }));
    expect(await readAt(stream.url)).toMatch(/^cut: .* broke off at byte /);
  });

  test.each<[string, RegExp, (asked: Asked) => string]>([
    ['other bytes', /^corrupt: .*CRC32C/, (asked) => ranged(asked, SUM, partOf(asked).replaceAll('7', '8'))],
    [
      'another range',
      /^corrupt: .*another answer/,
      (asked) => (asked.end > 1 ? ranged({ ...asked, start: asked.start + 1 }) : ranged(asked)),
    ],
    [
      'another length',
      /^corrupt: .*another answer/,
      (asked) => (asked.end > 1 ? ranged(asked).replace(`/${BODY.length}`, '/9') : ranged(asked)),
    ],
    ['another version', /^changed: /, (asked) => ranged(asked, asked.end > 1 ? 'etag: "2"' : 'etag: "1"')],
    ['more than was asked for', /^corrupt: /, (asked) => ranged(asked, 'etag: "1"', `${partOf(asked)}more`)],
    [
      'redirects without an end',
      /^corrupt: .*one redirect after the other/,
      () => 'HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n',
    ],
    [
      'a redirect to another scheme',
      /^bad-name: .*anyone may read/,
      () => 'HTTP/1.1 302 Found\r\nlocation: http://example.com/\r\ncontent-length: 0\r\n\r\n',
    ],
    [
      'a redirect to a file',
      /^bad-name: /,
      () => 'HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n',
    ],
    ['a login', /^no-permission: .*needs no login/, () => 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'],
    [
      'a head of 100 kB',
      /^corrupt: .*not the answer of a web server/,
      (asked) => ranged(asked, `x: ${'y'.repeat(100_000)}`),
    ],
    ['errors for ever', /^unavailable: /, () => 'HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'],
    ['nothing', /^nothing there$/, () => 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'],
    [
      'silence in the middle',
      /^timeout: /,
      (asked) => (asked.end > 1 ? ranged(asked).replace(/\r\n\r\n.*/s, '\r\n\r\n') : ranged(asked)),
    ],
  ])('that gives %s is an error', async (_, expected, answer) => {
    const server = await serving(answer);
    expect(await readAt(`${server.url}/x?token=secret`)).toMatch(expected);
    expect(await readAt(`${server.url}/x?token=secret`)).not.toMatch('secret');
  });

  test('without a byte is an object without a byte', async () => {
    const server = await serving(
      () => 'HTTP/1.1 416 Range Not Satisfiable\r\ncontent-range: bytes */0\r\ncontent-length: 0\r\n\r\n',
    );
    expect(await store.info(server.url)).toMatchObject({ bytes: 0 });
  });

  test('gets no credential and no more headers than it needs, redirected or not', async () => {
    const heads: string[] = [];
    const server = await serving((asked) => {
      heads.push(asked.head);
      return asked.path === '/a' ? 'HTTP/1.1 307 Moved\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n' : ranged(asked);
    });
    await readAt(`${server.url}/a`);
    const names = new Set(
      heads.flatMap((head) =>
        head
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(':', 1)[0]),
      ),
    );
    expect([...names].sort()).toEqual(['accept', 'accept-encoding', 'host', 'range']);
  });
});

test.each([
  ['https://storage.googleapis.com/b-1/a%20b/c.csv', 'gs://b-1/a b/c.csv'],
  ['https://storage.cloud.google.com/b-1/c.csv', 'gs://b-1/c.csv'],
  [
    'https://storage.googleapis.com/b-1/c.csv?X-Goog-Signature=1',
    'https://storage.googleapis.com/b-1/c.csv?X-Goog-Signature=1',
  ],
  ['https://example.com/b/c.csv', 'https://example.com/b/c.csv'],
])('bucketUriOf %s is %s', (address, uri) => {
  expect(bucketUriOf(address)).toBe(uri);
});

test('urlOf takes https, and http of this machine alone', () => {
  for (const fine of ['https://example.com/x', 'http://127.0.0.1:8/x', 'http://localhost/x', 'http://[::1]/x'])
    urlOf(fine);
  for (const bad of ['http://example.com/x', 'ftp://x/y', 'https://a:b@c/d', 'http://127.0.0.1.example.com/'])
    expect(() => urlOf(bad)).toThrow(StorageError);
  expect(shownUrl('https://a:b@c/d?e=f#g')).toBe('https://c/d');
});

import { describe, expect, test } from 'vitest';
import { HttpError } from '../../src/http/http-error.ts';
import { request } from '../../src/http/request.ts';
import { rawServer } from '../support/raw-server.ts';

const OPTIONS = { silenceMs: 20_000, signal: undefined };
const IMPATIENT = { ...OPTIONS, silenceMs: 100 };
const TEXT = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nh\r\n3;note="x"\r\nell\r\n001\r\no\r\n0\r\nTrailer: x\r\n\r\n';

async function bodyAt(url: string, options = OPTIONS): Promise<string> {
  const { body } = await request({ method: 'GET', url }, options);
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString('latin1');
  return text;
}

const kindOf = async (answer: Promise<unknown>): Promise<string> =>
  await answer.then(
    (got) => `fine: ${String(got)}`,
    (error) => (error instanceof HttpError ? error.kind : String(error)),
  );

describe('request', () => {
  test.each([
    ['with a length', TEXT],
    ['in chunks', CHUNKED],
    ['after interim answers', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${TEXT}`],
  ])('reads a body %s, however its bytes arrive, over one connection', async (_, text) => {
    let cut = 0;
    const server = await rawServer((_head, socket) => {
      socket.setNoDelay(true);
      socket.write(text.slice(0, cut), 'latin1', () => setImmediate(() => socket.write(text.slice(cut), 'latin1')));
    });
    for (; cut <= text.length; cut++) expect(await bodyAt(server.url)).toBe('hello');
    expect(server.connections()).toBe(1);
  });

  test.each([
    ['with a length', TEXT],
    ['in chunks', CHUNKED],
  ])('of a body %s that ends too early is an error, wherever it ends', async (_, text) => {
    let cut = 0;
    const server = await rawServer((_head, socket) => socket.end(text.slice(0, cut), 'latin1'));
    for (; cut < text.length; cut++) expect(await kindOf(bodyAt(server.url)), `at ${cut}`).toBe('cut');
  });

  test('reads a body without a length to the end of the connection', async () => {
    const server = await rawServer((_head, socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhello'));
    expect(await bodyAt(server.url)).toBe('hello');
  });

  test('leaves a connection that the server closed, and one that has bytes of nobody', async () => {
    const talking = await rawServer((_head, socket) => {
      socket.write(TEXT, () => setImmediate(() => socket.write('garbage')));
    });
    for (let i = 0; i < 20; i++) expect(await bodyAt(talking.url).catch(({ kind }) => kind)).toMatch(/hello|malformed/);
    let served = 0;
    const closing = await rawServer((_head, socket) => {
      served += 1;
      if (served === 2) socket.destroy();
      else socket.write(TEXT);
    });
    expect(await bodyAt(closing.url)).toBe('hello');
    // The second request meets a closed connection, and is sent again over a new one.
    expect(await bodyAt(closing.url)).toBe('hello');
    expect(closing.connections()).toBe(2);
  });

  test.each([
    ['a head of 100 kB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\ncontent-length: 0\r\n\r\n`],
    ['a head without an end', 'x'.repeat(40_000)],
    ['interim answers without an end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(20)],
    ['bytes after the end of a body', `${TEXT}garbage`],
    ['bytes after the last chunk', `${CHUNKED}garbage`],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nhello\r\n0\r\n\r\n'],
    ['a chunk of no size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n'],
    [
      'a trailer without an end',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(3000)}`,
    ],
  ])('refuses %s', async (_, text) => {
    const server = await rawServer((_head, socket) => socket.write(text));
    expect(await kindOf(bodyAt(server.url))).toBe('malformed');
  });

  test.each(['', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel'])(
    'gives up a server that falls silent after %j',
    async (text) => {
      const server = await rawServer((_head, socket) => socket.write(text));
      expect(await kindOf(bodyAt(server.url, IMPATIENT))).toBe('silent');
    },
  );

  test('waits for whoever reads, be it longer than a silence, and gives every byte', async () => {
    const body = 'x'.repeat(3_000_000);
    const server = await rawServer((_head, socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    });
    const answer = await request({ method: 'GET', url: server.url }, { silenceMs: 1000, signal: undefined });
    let length = 0;
    let pauses = 1;
    for await (const chunk of answer.body) {
      length += chunk.length;
      // A reader may be slow; it is the server that has to say something.
      if (pauses-- > 0) await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    expect(length).toBe(body.length);
  });

  test('ends with the reason when it is aborted, before the answer and in the middle of the body', async () => {
    const server = await rawServer((head, socket) => {
      if (head.startsWith('GET /half')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe');
    });
    const reason = new Error('enough');
    for (const path of ['/none', '/half']) {
      const stop = new AbortController();
      const reading = bodyAt(`${server.url}${path}`, { silenceMs: 10_000, signal: stop.signal as never });
      setImmediate(() => stop.abort(reason));
      await expect(reading).rejects.toBe(reason);
    }
  });

  test('names no header and no query in its errors, and sends no header of two lines', async () => {
    const error = await request({ method: 'GET', url: 'http://127.0.0.1:9/x?key=secret' }, OPTIONS).catch((e) => e);
    expect(error).toMatchObject({ kind: 'connect' });
    expect(`${error.message} ${error.stack}`).not.toContain('secret');
    const evil = { 'x-a': 'b\r\nx-c: d' };
    await expect(request({ method: 'GET', url: 'http://127.0.0.1:9', headers: evil }, OPTIONS)).rejects.toThrow(
      'not one line',
    );
  });
});

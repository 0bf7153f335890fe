import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Emulator } from '../../src/index.ts';
import { call, cloudFor } from '../support/cloud.ts';

/** Sends bytes as they are; answers the status line, or nothing if the connection was closed without one. */
function raw(cloud: Emulator, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(cloud.url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      text += chunk;
      socket.end();
    });
    socket.on('close', () => resolve(text.split('\r\n', 1).join()));
    socket.on('error', () => resolve(text.split('\r\n', 1).join()));
    // With the secret, as whoever may ask would send it.
    const admitted = bytes.replace(/^([A-Z]+ )\//, `$1${new URL(cloud.url).pathname}/`);
    socket.end(Buffer.from(admitted, 'latin1'));
  });
}

test.each([
  ['a foreign Host', 'GET /storage/v1/b HTTP/1.1\r\nHost: evil.example\r\n\r\n', '403'],
  ['no Host', 'GET /storage/v1/b HTTP/1.1\r\n\r\n', '400'],
  ['a foreign Origin', 'GET /storage/v1/b HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n\r\n', '403'],
  ['a path that climbs', 'GET /storage/v1/b/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n', '400'],
  ['a path that climbs in disguise', 'GET /storage/v1/b/%2e%2e/x HTTP/1.1\r\nHost: localhost\r\n\r\n', '400'],
  ['a broken escape', 'GET /storage/v1/b/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n', '400'],
  ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n', '400'],
  ['an unknown path', 'GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n', '404'],
  ['an unknown method', 'BREW /storage/v1/b/local-bucket/o/x HTTP/1.1\r\nHost: localhost\r\n\r\n', '400'],
  [
    'a body that ends too early',
    'POST /storage/v1/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"name"',
    '',
  ],
  ['JSON that is none', 'POST /storage/v1/b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n{"a"', '400'],
  [
    'a multipart without a boundary',
    'POST /upload/storage/v1/b/local-bucket/o?uploadType=multipart HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nxx',
    '400',
  ],
  [
    'a multipart that ends too early',
    'POST /upload/storage/v1/b/local-bucket/o?uploadType=multipart HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/related; boundary=X\r\nContent-Length: 5\r\n\r\n--X\r\n',
    '400',
  ],
  [
    'a session that is none',
    'PUT /upload/storage/v1/b/local-bucket/o?upload_id=none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
    '404',
  ],
  [
    'a type of upload that is none',
    'POST /upload/storage/v1/b/local-bucket/o?uploadType=magic&name=x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n',
    '400',
  ],
  [
    'a page token that is none',
    'GET /storage/v1/b/local-bucket/o?pageToken=*** HTTP/1.1\r\nHost: localhost\r\n\r\n',
    '400',
  ],
])('a request with %s gets the right status, and the cloud goes on', async (_, bytes, status) => {
  const cloud = await cloudFor();
  const line = await raw(cloud, bytes);
  if (status === '') expect(line).not.toMatch(/ 200 /);
  else expect(line).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect((await call(cloud, 'GET', '/storage/v1/b/local-bucket')).status).toBe(200);
});

test('garbage of any kind does not stop the cloud', async () => {
  const cloud = await cloudFor();
  let state = 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % below;
  };
  const starts = [
    'GET /storage/v1/b/',
    'POST /upload/storage/v1/b/local-bucket/o?',
    'PUT /',
    'DELETE /storage/v1/b/x/o/',
    '',
  ];
  for (let turn = 0; turn < 60; turn++) {
    const noise = Array.from({ length: next(200) }, () => String.fromCharCode(next(256))).join('');
    await raw(cloud, `${starts[next(starts.length)]}${noise}\r\nHost: localhost\r\n\r\n`);
  }
  expect((await call(cloud, 'GET', '/storage/v1/b/local-bucket')).status).toBe(200);
});

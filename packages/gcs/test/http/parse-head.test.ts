import { expect, test } from 'vitest';
import { framingOf, isKeptAlive, parseHead } from '../../src/http/parse-head.ts';

const parse = (text: string) => parseHead(Buffer.from(text, 'latin1'));
const OK = 'HTTP/1.1 200 OK\r\n';

test('parseHead gives the status and the headers, names in lower case, values without the space around them', () => {
  const { status, headers } = parse('HTTP/1.1 206 Partial Content\r\nContent-Length:  3 \r\nX:\r\nx: b\r\n\r\n');
  expect(status).toBe(206);
  expect([...headers]).toEqual([
    ['content-length', '3'],
    ['x', ', b'],
  ]);
});

test.each([
  ['another protocol', 'HTTP/2 200\r\n\r\n'],
  ['no status', 'HTTP/1.1 OK\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
  ['a bare line feed', `${OK}a: b\n\r\n\r\n`],
  ['a bare carriage return', `${OK}a: b\rc: d\r\n\r\n`],
  ['a NUL', `${OK}a: b\0\r\n\r\n`],
  ['a folded line', `${OK}a: b\r\n c\r\n\r\n`],
  ['a space before the colon', `${OK}a : b\r\n\r\n`],
  ['no colon', `${OK}ab\r\n\r\n`],
  ['no name', `${OK}: b\r\n\r\n`],
  ['the length twice', `${OK}content-length: 1\r\nContent-Length: 1\r\n\r\n`],
  ['the range twice', `${OK}content-range: bytes 0-0/1\r\ncontent-range: bytes 0-0/1\r\n\r\n`],
  ['no blank line', `${OK}a: b\r\n`],
])('parseHead refuses %s', (_, text) => {
  expect(() => parse(text)).toThrow('not HTTP/1.1');
});

test.each([
  ['content-length: 12', { kind: 'length', bytes: 12 }],
  ['transfer-encoding: Chunked', { kind: 'chunked' }],
  ['x: y', { kind: 'until-close' }],
])('framingOf %j', (header, framing) => {
  expect(framingOf(parse(`${OK}${header}\r\n\r\n`))).toEqual(framing);
});

test.each([
  'content-length: 1\r\ntransfer-encoding: chunked',
  'transfer-encoding: gzip, chunked',
  'transfer-encoding: identity',
  'content-length: +1',
  'content-length: 1, 1',
  'content-length: 0x10',
  'content-length: -1',
  'content-length: ',
  'content-length: 99999999999999999999',
])('framingOf refuses %j', (header) => {
  expect(() => framingOf(parse(`${OK}${header}\r\n\r\n`))).toThrow('not HTTP/1.1');
});

test('framingOf knows the answers that have no body', () => {
  expect(framingOf(parse('HTTP/1.1 204 No Content\r\n\r\n'))).toEqual({ kind: 'length', bytes: 0 });
});

test('a connection is kept unless the answer says otherwise or is of HTTP/1.0', () => {
  expect(isKeptAlive(parse(`${OK}\r\n`))).toBe(true);
  expect(isKeptAlive(parse(`${OK}Connection: Close\r\n\r\n`))).toBe(false);
  expect(isKeptAlive(parse('HTTP/1.0 200 OK\r\n\r\n'))).toBe(false);
});

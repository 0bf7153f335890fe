import { connect } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Storage } from '@google-cloud/storage';
import { describe, expect, test } from 'vitest';
import { call, cloudFor, put } from '../support/cloud.ts';

const B = '/storage/v1/b/local-bucket';
const O = `${B}/o`;
const UPLOAD = '/upload/storage/v1/b/local-bucket/o';

const json = (value: unknown) => ({ body: JSON.stringify(value) });

describe('a copy', () => {
  test('with custom metadata has that alone, and without has its source’s', async () => {
    const cloud = await cloudFor();
    await put(cloud, 'x', 'x');
    await call(cloud, 'PATCH', `${O}/x`, json({ metadata: { old: '1' } }));
    const copy = (body: object) => call(cloud, 'POST', `${O}/x/rewriteTo/b/local-bucket/o/y`, json(body));
    expect((await copy({ metadata: { new: '2' } })).json.resource).toMatchObject({ metadata: { new: '2' } });
    expect((await copy({ metadata: { new: '2' } })).text).not.toContain('old');
    expect((await copy({})).json.resource).toMatchObject({ metadata: { old: '1' } });
  });

  test('with a rewrite token that was never given out is refused', async () => {
    const cloud = await cloudFor();
    await put(cloud, 'x', 'x');
    expect((await call(cloud, 'POST', `${O}/x/rewriteTo/b/local-bucket/o/y?rewriteToken=bogus`)).status).toBe(400);
  });
});

test('patches of labels merge, and null takes one away', async () => {
  const cloud = await cloudFor();
  const bucket = new Storage({ apiEndpoint: cloud.url, projectId: 'p' }).bucket('local-bucket');
  await bucket.setLabels({ a: '1' });
  await bucket.setLabels({ b: '2' });
  expect((await bucket.getLabels())[0]).toEqual({ a: '1', b: '2' });
  await bucket.deleteLabels('a');
  expect((await bucket.getLabels())[0]).toEqual({ b: '2' });
});

describe('gzip', () => {
  const text = 'compress me '.repeat(100);
  const store = async (more = '') => {
    const cloud = await cloudFor();
    const path = `${UPLOAD}?uploadType=media&name=z&contentEncoding=gzip`;
    await call(cloud, 'POST', path, { body: new Uint8Array(gzipSync(text)) });
    if (more !== '') await call(cloud, 'PATCH', `${O}/z`, json({ cacheControl: more }));
    const read = (encoding: string) => raw(cloud.url, `${O}/z?alt=media`, { 'accept-encoding': encoding });
    return { cloud, read };
  };

  test('is taken off for who does not take it, by the weights of Accept-Encoding', async () => {
    const { read } = await store();
    for (const encoding of ['identity', 'gzip;q=0', 'br, gzip;q=0.0', '']) {
      expect((await read(encoding)).body.toString(), encoding).toBe(text);
    }
    for (const encoding of ['gzip', 'br, gzip;q=0.5', '*', 'deflate, *;q=0.1']) {
      const { headers, body } = await read(encoding);
      expect(headers, encoding).toContain('content-encoding: gzip');
      expect(gunzipSync(body).toString(), encoding).toBe(text);
    }
  });

  test('stays on where Cache-Control says no-transform', async () => {
    const { read } = await store('no-transform');
    expect(gunzipSync((await read('identity')).body).toString()).toBe(text);
  });

  test('that is none goes out as it is', async () => {
    const cloud = await cloudFor();
    await put(cloud, 'plain', 'not compressed', '&contentEncoding=gzip');
    const { body } = await raw(cloud.url, `${O}/plain?alt=media`, { 'accept-encoding': 'identity' });
    expect(body.toString()).toBe('not compressed');
  });
});

test.each([
  ['[!a-c]', ['d']],
  ['[^a-c]', ['d']],
  ['l/*', ['l/b']],
  ['l/*/', ['l/b/']],
  ['l/**', ['l/b', 'l/b/', 'l/b/c']],
  ['!(a)', []],
  ['?', ['a', 'd']],
])('the glob %s matches %j', async (glob, expected) => {
  const cloud = await cloudFor();
  for (const name of ['a', 'd', 'l/b', 'l/b/', 'l/b/c']) await put(cloud, name, '');
  const { items } = (await call(cloud, 'GET', `${O}?matchGlob=${encodeURIComponent(glob)}`)).json;
  expect(((items as { name: string }[] | undefined) ?? []).map(({ name }) => name)).toEqual(expected);
});

test('If-Match and If-None-Match decide on reads', async () => {
  const cloud = await cloudFor();
  const { etag } = await put(cloud, 'x', 'x');
  const read = async (headers: Record<string, string>) =>
    (await call(cloud, 'GET', `${O}/x?alt=media`, { headers })).status;
  expect(await read({ 'if-none-match': String(etag) })).toBe(304);
  expect(await read({ 'if-none-match': `"other", "${etag}"` })).toBe(304);
  expect(await read({ 'if-none-match': 'other' })).toBe(200);
  expect(await read({ 'if-match': String(etag) })).toBe(200);
  expect(await read({ 'if-match': 'other' })).toBe(412);
});

test('buckets are listed in pages, and an empty list has no items', async () => {
  const cloud = await cloudFor();
  for (const name of ['b-1', 'b-2', 'b-3']) await call(cloud, 'POST', '/storage/v1/b?project=p', json({ name }));
  const first = (await call(cloud, 'GET', '/storage/v1/b?project=p&prefix=b-&maxResults=2')).json;
  expect((first.items as { name: string }[]).map(({ name }) => name)).toEqual(['b-1', 'b-2']);
  const next = await call(
    cloud,
    'GET',
    `/storage/v1/b?project=p&prefix=b-&maxResults=2&pageToken=${first.nextPageToken}`,
  );
  expect((next.json.items as { name: string }[]).map(({ name }) => name)).toEqual(['b-3']);
  expect(next.json.nextPageToken).toBeUndefined();
  expect((await call(cloud, 'GET', `${O}?prefix=none`)).json).toEqual({ kind: 'storage#objects' });
});

describe('an upload', () => {
  test.each(['text/plain\r\nX: 1', 'text/日本'])('of the content type %j is refused', async (contentType) => {
    const cloud = await cloudFor();
    const begun = await call(cloud, 'POST', `${UPLOAD}?uploadType=resumable&name=x`, json({ contentType }));
    expect(begun.status).toBe(400);
    await put(cloud, 'x', 'x');
    expect((await call(cloud, 'PATCH', `${O}/x`, json({ contentType }))).status).toBe(400);
    expect((await call(cloud, 'GET', `${O}/x?alt=media`)).status).toBe(200);
  });

  test('whose bytes are of another type than its metadata says is refused', async () => {
    const cloud = await cloudFor();
    const upload = (type: string) =>
      call(cloud, 'POST', `${UPLOAD}?uploadType=multipart`, {
        headers: { 'content-type': 'multipart/related; boundary=B' },
        body: `--B\r\n\r\n{"name":"x","contentType":"text/csv"}\r\n--B\r\ncontent-type: ${type}\r\n\r\nbytes\r\n--B--`,
      });
    expect((await upload('text/html')).status).toBe(400);
    expect((await upload('text/csv; charset=utf-8')).status).toBe(200);
  });

  test.each(['bytes 9-3/20', 'bytes 0-20/20', 'bytes x', 'bytes 1-2'])(
    'with the range %j is refused',
    async (range) => {
      const cloud = await cloudFor();
      const begun = await call(cloud, 'POST', `${UPLOAD}?uploadType=resumable&name=x`, { body: '{}' });
      const path = begun.headers.get('location')?.replace(cloud.url, '') ?? '';
      expect((await call(cloud, 'PUT', path, { body: 'x', headers: { 'content-range': range } })).status).toBe(400);
    },
  );

  test('in pieces that changes its mind about its length is refused', async () => {
    const cloud = await cloudFor();
    const quantum = 256 * 1024;
    const headers = { 'x-upload-content-length': `${quantum + 1}` };
    const begun = await call(cloud, 'POST', `${UPLOAD}?uploadType=resumable&name=x`, { body: '{}', headers });
    const path = begun.headers.get('location')?.replace(cloud.url, '') ?? '';
    const send = (total: number) =>
      call(cloud, 'PUT', path, {
        body: new Uint8Array(quantum),
        headers: { 'content-range': `bytes 0-${quantum - 1}/${total}` },
      });
    expect((await send(quantum + 2)).status).toBe(400);
    expect((await send(quantum + 1)).status).toBe(308);
  });

  test('whose piece is cut off keeps whole multiples of 256 KiB of it', async () => {
    const cloud = await cloudFor();
    const begun = await call(cloud, 'POST', `${UPLOAD}?uploadType=resumable&name=x`, { body: '{}' });
    const location = new URL(begun.headers.get('location') ?? '');
    const total = 1_000_000;
    const head = `PUT ${location.pathname}${location.search} HTTP/1.1\r\nHost: ${location.host}\r\nContent-Length: ${total}\r\nContent-Range: bytes 0-${total - 1}/${total}\r\n\r\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(location.port), '127.0.0.1', () => {
        socket.write(head);
        socket.write(Buffer.alloc(600_000), () => setTimeout(() => socket.destroy(), 50));
      });
      socket.on('close', () => resolve());
    });
    const path = `${location.pathname}${location.search}`.replace(new URL(cloud.url).pathname, '');
    for (;;) {
      const asked = await call(cloud, 'PUT', path, { headers: { 'content-range': `bytes */${total}` } });
      // Busy still with the piece that was cut off.
      if (asked.status === 503) continue;
      expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${2 * 256 * 1024 - 1}`]);
      break;
    }
  });
});

test('a bucket belongs to a project', async () => {
  const cloud = await cloudFor();
  expect((await call(cloud, 'POST', '/storage/v1/b', json({ name: 'without' }))).status).toBe(400);
});

describe('what is not emulated is refused with 501 and its name, and nothing is done:', () => {
  test.each<[string, object]>([
    ['ACLs', { acl: [{ entity: 'allUsers', role: 'READER' }] }],
    ['ACLs', { iamConfiguration: { uniformBucketLevelAccess: { enabled: false } } }],
    ['holds', { defaultEventBasedHold: true }],
    ['lifecycle rules', { lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { age: 1 } }] } }],
    ['requester pays', { billing: { requesterPays: true } }],
    ['retention', { retentionPolicy: { retentionPeriod: '60' } }],
    ['soft delete', { softDeletePolicy: { retentionDurationSeconds: '604800' } }],
    ['storage classes', { storageClass: 'NEARLINE' }],
    ['versioning', { versioning: { enabled: true } }],
  ])('%s of a bucket by %j', async (what, setting) => {
    const cloud = await cloudFor();
    const patched = await call(cloud, 'PATCH', B, json(setting));
    expect([patched.status, patched.text]).toEqual([501, expect.stringContaining(`does not emulate ${what}`)]);
    expect((await call(cloud, 'GET', B)).json.metageneration).toBe('1');
    const made = await call(cloud, 'POST', '/storage/v1/b?project=p', json({ name: 'other', ...setting }));
    expect(made.status).toBe(501);
    expect((await call(cloud, 'GET', '/storage/v1/b/other')).status).toBe(404);
  });

  test.each<[string, object]>([
    ['holds', { temporaryHold: true }],
    ['holds', { eventBasedHold: true }],
    ['retention', { retention: { mode: 'Locked', retainUntilTime: '2030-01-01T00:00:00Z' } }],
    ['storage classes', { storageClass: 'COLDLINE' }],
    ['ACLs', { acl: [{ entity: 'allUsers', role: 'READER' }] }],
  ])('%s of an object by %j', async (what, setting) => {
    const cloud = await cloudFor();
    await put(cloud, 'x', 'x');
    for (const answer of [
      await call(cloud, 'PATCH', `${O}/x`, json(setting)),
      await call(cloud, 'POST', `${O}/x/rewriteTo/b/local-bucket/o/y`, json(setting)),
      await call(cloud, 'POST', `${UPLOAD}?uploadType=resumable&name=y`, json(setting)),
    ]) {
      expect([answer.status, answer.text]).toEqual([501, expect.stringContaining(`does not emulate ${what}`)]);
    }
    expect((await call(cloud, 'GET', `${O}/x`)).json.metageneration).toBe('1');
    expect((await call(cloud, 'GET', `${O}/y`)).status).toBe(404);
  });

  test.each([
    ['ACLs', 'POST', `${UPLOAD}?uploadType=media&name=y&predefinedAcl=publicRead`],
    ['ACLs', 'GET', `${B}/acl`],
    ['ACLs', 'POST', `${O}/x/acl`],
    ['HMAC keys', 'POST', '/storage/v1/projects/p/hmacKeys'],
    ['batch requests', 'POST', '/batch/storage/v1'],
    ['notifications', 'POST', `${B}/notificationConfigs`],
    ['objects.move', 'POST', `${O}/x/moveTo/o/y`],
    ['service accounts of projects', 'GET', '/storage/v1/projects/p/serviceAccount'],
    ['soft delete', 'GET', `${O}?softDeleted=true`],
    ['soft delete', 'POST', `${O}/x/restore`],
    ['the XML API', 'GET', '/local-bucket/x'],
    ['the XML API', 'PUT', '/local-bucket/x'],
  ])('%s by %s %s', async (what, method, path) => {
    const cloud = await cloudFor();
    await put(cloud, 'x', 'x');
    const answer = await call(cloud, method, path, method === 'GET' ? {} : { body: 'body' });
    expect([answer.status, answer.text]).toEqual([501, expect.stringContaining(`does not emulate ${what}`)]);
    expect((await call(cloud, 'GET', O)).json.items).toHaveLength(1);
  });

  test.each(['media', 'multipart', 'resumable'])('a request body in gzip, uploadType=%s', async (type) => {
    const cloud = await cloudFor();
    const answer = await call(cloud, 'POST', `${UPLOAD}?uploadType=${type}&name=x`, {
      body: new Uint8Array(gzipSync('{}')),
      headers: { 'content-encoding': 'gzip', 'content-type': 'multipart/related; boundary=B' },
    });
    expect([answer.status, answer.text]).toEqual([501, expect.stringContaining('with a Content-Encoding')]);
    expect((await call(cloud, 'GET', O)).json.items).toBeUndefined();
  });

  test('a method in a header', async () => {
    const cloud = await cloudFor();
    const headers = { 'x-http-method-override': 'DELETE' };
    expect((await call(cloud, 'POST', B, { headers })).status).toBe(501);
    expect((await call(cloud, 'GET', B)).status).toBe(200);
  });

  test('a storage class that nobody has is 400', async () => {
    const cloud = await cloudFor();
    expect((await call(cloud, 'PATCH', B, json({ storageClass: 'FROZEN' }))).status).toBe(400);
  });
});

/** An answer as it comes over the wire: fetch would decompress it. */
async function raw(url: string, path: string, headers: Record<string, string>) {
  const { request } = await import('node:http');
  return await new Promise<{ readonly headers: string; readonly body: Buffer }>((resolve, reject) => {
    request(`${url}${path}`, { headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
        resolve({ headers: lines.join('\n'), body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

import { Storage } from '@google-cloud/storage';
import { describe, expect, test } from 'vitest';
import { call, cloudFor, put } from '../support/cloud.ts';

const O = '/storage/v1/b/local-bucket/o';

test('an object comes back with its checksums, its generation and what the service says of it', async () => {
  const cloud = await cloudFor();
  const object = await put(cloud, 'a/b c.txt', '123456789');
  expect(object).toMatchObject({
    kind: 'storage#object',
    name: 'a/b c.txt',
    bucket: 'local-bucket',
    size: '9',
    crc32c: '4waSgw==',
    md5Hash: 'JfnnlDI7RTiF9RgfG2JNCw==',
    metageneration: '1',
    storageClass: 'STANDARD',
  });
  const media = await call(cloud, 'GET', `${O}/a%2Fb%20c.txt?alt=media`);
  expect(media.text).toBe('123456789');
  expect(media.headers.get('x-goog-hash')).toBe('crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==');
  expect(media.headers.get('x-goog-generation')).toBe(object.generation);
  expect(media.headers.get('x-goog-stored-content-encoding')).toBe('identity');
});

test.each([
  ['bytes=2-4', 206, '345', 'bytes 2-4/9'],
  ['bytes=7-', 206, '89', 'bytes 7-8/9'],
  ['bytes=-3', 206, '789', 'bytes 6-8/9'],
  ['bytes=5-100', 206, '6789', 'bytes 5-8/9'],
  ['bytes=4-2', 200, '123456789', null],
  ['lines=1-2', 200, '123456789', null],
])('a range %s is answered with %d and %s', async (range, status, text, contentRange) => {
  const cloud = await cloudFor();
  await put(cloud, 'x', '123456789');
  const answer = await call(cloud, 'GET', `${O}/x?alt=media`, { headers: { range } });
  expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, text, contentRange]);
});

test('a range beyond the end is 416', async () => {
  const cloud = await cloudFor();
  await put(cloud, 'x', '123');
  const answer = await call(cloud, 'GET', `${O}/x?alt=media`, { headers: { range: 'bytes=3-' } });
  expect(answer.status).toBe(416);
});

describe('preconditions', () => {
  test('decide on writes and reads', async () => {
    const cloud = await cloudFor();
    const { generation } = await put(cloud, 'x', '1', '&ifGenerationMatch=0');
    expect((await put(cloud, 'x', '2', '&ifGenerationMatch=0')).error).toMatchObject({
      code: 412,
      errors: [{ reason: 'conditionNotMet' }],
    });
    expect((await call(cloud, 'GET', `${O}/x?alt=media`)).text).toBe('1');
    expect((await put(cloud, 'x', '3', `&ifGenerationMatch=${generation}`)).size).toBe('1');
    expect((await call(cloud, 'GET', `${O}/x?generation=${generation}`)).status).toBe(404);
    const now = (await call(cloud, 'GET', `${O}/x`)).json.generation;
    expect((await call(cloud, 'GET', `${O}/x?ifGenerationNotMatch=${now}`)).status).toBe(304);
    expect((await call(cloud, 'DELETE', `${O}/x?ifMetagenerationMatch=7`)).status).toBe(412);
    expect((await call(cloud, 'DELETE', `${O}/x?ifGenerationMatch=${now}`)).status).toBe(204);
  });

  test('let one of many writers at once through', async () => {
    const cloud = await cloudFor();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(cloud, 'x', `${i}`, '&ifGenerationMatch=0')),
    );
    expect(all.filter(({ generation }) => generation !== undefined)).toHaveLength(1);
  });

  test('that are no numbers are 400', async () => {
    const cloud = await cloudFor();
    expect((await call(cloud, 'GET', `${O}/x?ifGenerationMatch=abc`)).status).toBe(400);
  });
});

describe('an upload', () => {
  test('with a wrong checksum is refused, and nothing is stored', async () => {
    const cloud = await cloudFor();
    const path = '/upload/storage/v1/b/local-bucket/o?uploadType=media&name=bad';
    const answer = await call(cloud, 'POST', path, { body: 'hello', headers: { 'x-goog-hash': 'crc32c=AAAAAA==' } });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('match calculated CRC32C hash');
    expect((await call(cloud, 'GET', `${O}/bad`)).status).toBe(404);
  });

  test.each(['\r\n', '\n'])('of two parts may have lines that end in %j', async (eol) => {
    const cloud = await cloudFor();
    const parts = [
      '--XX',
      'Content-Type: application/json',
      '',
      '{"name":"m","metadata":{"k":"v"}}',
      '--XX',
      'content-type: text/x',
      '',
      'one\r\n--XY\ntwo',
      '--XX--',
      '',
    ];
    const answer = await call(cloud, 'POST', '/upload/storage/v1/b/local-bucket/o?uploadType=multipart', {
      body: parts.join(eol),
      headers: { 'content-type': "multipart/related; boundary='XX'" },
    });
    expect(answer.json).toMatchObject({ name: 'm', contentType: 'text/x', metadata: { k: 'v' } });
    expect((await call(cloud, 'GET', `${O}/m?alt=media`)).text).toBe('one\r\n--XY\ntwo');
  });

  test('in pieces goes on where it was, says where that is, and answers a repeated last piece the same', async () => {
    const cloud = await cloudFor();
    const begun = await call(cloud, 'POST', '/upload/storage/v1/b/local-bucket/o?uploadType=resumable&name=big', {
      body: '{}',
    });
    const path = begun.headers.get('location')?.replace(cloud.url, '') ?? '';
    const quantum = 256 * 1024;
    const body = new Uint8Array(quantum + 5).fill(65);
    const send = (start: number, end: number, total: string) =>
      call(cloud, 'PUT', path, {
        body: body.slice(start, end),
        headers: { 'content-range': `bytes ${start}-${end - 1}/${total}` },
      });
    expect(
      (await call(cloud, 'PUT', path, { headers: { 'content-range': 'bytes */*' } })).headers.get('range'),
    ).toBeNull();
    const first = await send(0, quantum, '*');
    expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${quantum - 1}`]);
    const asked = await call(cloud, 'PUT', path, { headers: { 'content-range': 'bytes */*' } });
    expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${quantum - 1}`]);
    const last = await send(quantum, quantum + 5, `${quantum + 5}`);
    expect(last.json).toMatchObject({ name: 'big', size: `${quantum + 5}` });
    const again = await send(quantum, quantum + 5, `${quantum + 5}`);
    expect(again.json.generation).toBe(last.json.generation);
  });

  test('to a bucket that is not there, or under a name that breaks the rules, is refused', async () => {
    const cloud = await cloudFor();
    expect(
      (await call(cloud, 'POST', '/upload/storage/v1/b/none/o?uploadType=media&name=x', { body: 'x' })).status,
    ).toBe(404);
    for (const name of ['', '.', '..', 'a\nb', 'a\0b', 'x'.repeat(1025), '\u{e9}'.repeat(513)]) {
      expect(((await put(cloud, name, 'x')).error as { code?: number }).code, JSON.stringify(name.slice(0, 20))).toBe(
        400,
      );
    }
  });

  test('under a strange but legal name stays within the folder and comes back', async () => {
    const cloud = await cloudFor();
    for (const name of [
      '../../etc/passwd',
      '/etc/passwd',
      'a//b',
      'a/../b',
      'é'.repeat(512),
      '漢字 ?#%&+.csv',
      'CON',
      'A',
      'a',
    ]) {
      expect((await put(cloud, name, name)).name).toBe(name);
      expect((await call(cloud, 'GET', `${O}/${encodeURIComponent(name)}?alt=media`)).text).toBe(name);
    }
  });
});

test('a list comes in byte order, in pages, folded by a delimiter, matched by a glob', async () => {
  const cloud = await cloudFor();
  for (const name of ['b', 'a/2', 'a/1', 'a', 'é', '\u{1f600}', '\uff21', 'c/d/e.csv']) await put(cloud, name, 'x');
  const names = async (query: string) =>
    ((await call(cloud, 'GET', `${O}?${query}`)).json.items as { name: string }[] | undefined)?.map(({ name }) => name);
  expect(await names('')).toEqual(['a', 'a/1', 'a/2', 'b', 'c/d/e.csv', 'é', '\uff21', '\u{1f600}']);
  expect(await names('prefix=a/')).toEqual(['a/1', 'a/2']);
  expect(await names('matchGlob=**.csv')).toEqual(['c/d/e.csv']);
  expect(await names('startOffset=b&endOffset=d')).toEqual(['b', 'c/d/e.csv']);
  const folded = (await call(cloud, 'GET', `${O}?delimiter=/`)).json;
  expect(folded.prefixes).toEqual(['a/', 'c/']);
  const seen: string[] = [];
  for (let token = ''; ; ) {
    const page = (await call(cloud, 'GET', `${O}?maxResults=3&delimiter=/&pageToken=${token}`)).json;
    seen.push(
      ...((page.items as { name: string }[] | undefined) ?? []).map(({ name }) => name),
      ...((page.prefixes as string[] | undefined) ?? []),
    );
    token = String(page.nextPageToken ?? '');
    if (token === '') break;
  }
  expect(seen.sort()).toEqual(['a', 'a/', 'b', 'c/', 'é', '\uff21', '\u{1f600}'].sort());
});

test('compose, copy, rewrite and patch do what the service does', async () => {
  const cloud = await cloudFor();
  await put(cloud, 'one', 'one ');
  await put(cloud, 'two', 'two');
  const body = JSON.stringify({
    sourceObjects: [{ name: 'one' }, { name: 'two' }],
    destination: { contentType: 'text/plain' },
  });
  const composed = await call(cloud, 'POST', `${O}/both/compose`, { body });
  expect(composed.json).toMatchObject({ componentCount: 2, size: '7', contentType: 'text/plain' });
  expect(composed.json.md5Hash).toBeUndefined();
  await call(cloud, 'POST', `${O}/both/copyTo/b/local-bucket/o/copy`);
  expect((await call(cloud, 'GET', `${O}/copy?alt=media`)).text).toBe('one two');
  const rewritten = await call(cloud, 'POST', `${O}/both/rewriteTo/b/local-bucket/o/again`);
  expect(rewritten.json).toMatchObject({ done: true, objectSize: '7' });
  const patched = await call(cloud, 'PATCH', `${O}/both`, { body: '{"contentType":"text/html","metadata":{"a":"b"}}' });
  expect(patched.json).toMatchObject({ metageneration: '2', contentType: 'text/html', metadata: { a: 'b' } });
  expect((await call(cloud, 'PATCH', `${O}/both`, { body: '{"metadata":null}' })).json.metadata).toBeUndefined();
});

test('buckets are made, described, listed and taken away when they are empty', async () => {
  const cloud = await cloudFor();
  const make = (name: string, location?: string) =>
    call(cloud, 'POST', '/storage/v1/b?project=p', { body: JSON.stringify({ name, location }) });
  expect((await make('my-bucket', 'europe-west1')).json).toMatchObject({
    location: 'EUROPE-WEST1',
    locationType: 'region',
  });
  expect((await make('wide-bucket', 'EU')).json).toMatchObject({ locationType: 'multi-region' });
  expect((await make('my-bucket')).status).toBe(409);
  for (const name of ['A', 'ab', 'under_score..dots', 'google-x', '1.2.3.4', '../x', 'x'.repeat(64)])
    expect((await make(name)).status, name).toBe(400);
  expect(((await call(cloud, 'GET', '/storage/v1/b?project=p')).json.items as unknown[]).length).toBe(3);
  expect((await call(cloud, 'GET', '/storage/v1/b/my-bucket/storageLayout')).json).toMatchObject({
    location: 'EUROPE-WEST1',
  });
  await put(cloud, 'x', 'x');
  expect((await call(cloud, 'DELETE', '/storage/v1/b/local-bucket')).status).toBe(409);
  expect((await call(cloud, 'DELETE', '/storage/v1/b/my-bucket')).status).toBe(204);
  expect((await call(cloud, 'GET', '/storage/v1/b/my-bucket')).status).toBe(404);
});

test('changes of a bucket happen under preconditions', async () => {
  const cloud = await cloudFor();
  const b = '/storage/v1/b/local-bucket';
  const body = JSON.stringify({ labels: { a: 'b' } });
  expect((await call(cloud, 'PATCH', `${b}?ifMetagenerationMatch=7`, { body })).status).toBe(412);
  const patched = await call(cloud, 'PATCH', `${b}?ifMetagenerationMatch=1`, { body });
  expect(patched.json).toMatchObject({ metageneration: '2', labels: { a: 'b' } });
  expect((await call(cloud, 'GET', `${b}?ifMetagenerationNotMatch=2`)).status).toBe(304);
  expect((await call(cloud, 'DELETE', `${b}?ifMetagenerationMatch=1`)).status).toBe(412);
  expect((await call(cloud, 'POST', b, { body })).status).toBe(405);
  expect((await call(cloud, 'DELETE', `${b}?ifMetagenerationMatch=2`)).status).toBe(204);
});

test('a policy of a bucket is kept, though everyone may do everything', async () => {
  const cloud = await cloudFor();
  const iam = '/storage/v1/b/local-bucket/iam';
  expect((await call(cloud, 'GET', iam)).json).toMatchObject({ kind: 'storage#policy', bindings: [] });
  const bindings = [{ role: 'roles/storage.objectViewer', members: ['allUsers'] }];
  await call(cloud, 'PUT', iam, { body: JSON.stringify({ bindings }) });
  expect((await call(cloud, 'GET', iam)).json).toMatchObject({ bindings });
  const asked = await call(cloud, 'GET', `${iam}/testPermissions?permissions=storage.objects.get`);
  expect(asked.json.permissions).toEqual(['storage.objects.get']);
  expect((await call(cloud, 'DELETE', iam)).status).toBe(405);
});

test('the official client does its daily work', async () => {
  const cloud = await cloudFor();
  const bucket = new Storage({ apiEndpoint: cloud.url, projectId: 'p' }).bucket('local-bucket');
  const file = bucket.file('dir/data.txt');
  await file.save('hello', { preconditionOpts: { ifGenerationMatch: 0 }, resumable: true, contentType: 'text/plain' });
  await expect(
    file.save('again', { preconditionOpts: { ifGenerationMatch: 0 }, resumable: false }),
  ).rejects.toMatchObject({ code: 412 });
  expect((await file.download())[0].toString()).toBe('hello');
  expect((await file.exists())[0]).toBe(true);
  await file.copy(bucket.file('dir/copy.txt'));
  await file.setMetadata({ metadata: { a: '1' } });
  expect((await bucket.getFiles({ prefix: 'dir/' }))[0].map(({ name }) => name)).toEqual([
    'dir/copy.txt',
    'dir/data.txt',
  ]);
  expect((await bucket.exists())[0]).toBe(true);
  await file.delete();
  await expect(file.getMetadata()).rejects.toMatchObject({ code: 404 });
});

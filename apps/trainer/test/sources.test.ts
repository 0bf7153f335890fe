import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { startEmulator } from '@taxifare/emulator';
import { createBucketStore } from '@taxifare/gcs';
import { expect, onTestFinished, test } from 'vitest';
import { BUNDLE, type Ended, runTrainer } from './support/run-trainer.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { distanceCsv, tripCsv } from './support/trips.ts';

/** Two shards and a bit. */
const CSV = Buffer.from(tripCsv(250_000));

/** Trains, and answers the model's text. */
async function modelOf(folder: string, data: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const args = [...data.flatMap((uri) => ['--data', uri]), '--no-upload', '--output', join(folder, 'out')];
  const { code, err } = await runTrainer(args, { cwd: folder, env });
  if (code !== 0) throw new Error(err);
  return readFileSync(join(folder, 'out/model.json'), 'utf8');
}

/** The trainer with something on its standard input. */
async function fromStdin(folder: string, args: readonly string[], input: Uint8Array): Promise<Ended> {
  const child = spawn(process.execPath, [BUNDLE, ...args, '--no-upload', '--output', join(folder, 'out')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, METADATA_SERVER_DETECTION: 'none' },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return await new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Serves a folder: in ranges, or each file whole. */
function filesIn(folder: string, hasRanges: boolean): RequestListener {
  return (request, response) => {
    const path = join(folder, new URL(request.url ?? '/', 'http://x').pathname);
    const size = statSync(path).size;
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (!hasRanges || from === undefined) {
      response.writeHead(200, { etag: '"1"' });
      createReadStream(path).pipe(response);
      return;
    }
    const end = Math.min(Number(to), size - 1);
    response.writeHead(206, {
      etag: '"1"',
      'content-range': `bytes ${from}-${end}/${size}`,
      'content-length': end - Number(from) + 1,
    });
    createReadStream(path, { start: Number(from), end }).pipe(response);
  };
}

test('model.json is the same to the last byte, whatever the rows came through', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'trips.csv'), CSV);
  writeFileSync(join(folder, 'gzip.csv'), gzipSync(CSV, { level: 1 }));
  writeFileSync(join(folder, 'zstd.csv'), zstdCompressSync(CSV));
  const whole = await modelOf(folder, ['trips.csv']);
  const same = async (what: string, data: readonly string[], env?: Readonly<Record<string, string>>) =>
    expect((await modelOf(folder, data, env)) === whole, what).toBe(true);
  await same('gzip by its magic', ['gzip.csv']);
  await same('Zstandard by its magic', ['zstd.csv']);

  const cloud = await startEmulator({ folder: join(folder, 'cloud'), services: ['storage'] });
  onTestFinished(() => cloud.close());
  const env = { STORAGE_API_ENDPOINT: cloud.url };
  const store = createBucketStore({ apiEndpoint: cloud.url, projectId: 'p' });
  await store.write('gs://local-bucket/trips.csv', CSV, { condition: 'absent' });
  await store.write('gs://local-bucket/trips', gzipSync(CSV, { level: 1 }), { condition: 'absent' });
  await same('an object', ['gs://local-bucket/trips.csv'], env);
  await same('a gzip object', ['gs://local-bucket/trips'], env);
  await same("an object by Cloud Storage's web address", ['storage.googleapis.com/local-bucket/trips.csv'], env);

  const ranged = await listening(createServer(filesIn(folder, true)));
  await same('a web server', [`http://127.0.0.1:${ranged}/trips.csv?signature=secret`]);
  expect(readFileSync(join(folder, 'out/run.json'), 'utf8')).not.toContain('secret');
  await same('gzip from a web server', [`http://127.0.0.1:${ranged}/gzip.csv`]);
  const plain = await listening(createServer(filesIn(folder, false)));
  await same('a web server without ranges', [`http://127.0.0.1:${plain}/trips.csv`]);

  for (const [what, input] of [
    ['standard input', CSV],
    ['gzip on standard input', gzipSync(CSV, { level: 1 })],
  ] as const) {
    expect((await fromStdin(folder, ['--data', '-'], input)).code, what).toBe(0);
    expect(readFileSync(join(folder, 'out/model.json'), 'utf8') === whole, what).toBe(true);
  }
  const substituted = `exec "${process.execPath}" "${BUNDLE}" --data <(cat trips.csv) --no-upload --output out`;
  execFileSync('bash', ['-c', substituted], { cwd: folder, env: { PATH: process.env.PATH, HOME: folder } });
  expect(readFileSync(join(folder, 'out/model.json'), 'utf8') === whole, 'process substitution').toBe(true);
});

test('a TLS server is read in ranges if its certificate is trusted, and refused if not', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'trips.csv'), CSV);
  try {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const args = ['req', '-x509', ...key, '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '1', ...subject];
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  } catch {
    console.warn('NOT RUN: a TLS server; there is no openssl to make a certificate');
    return;
  }
  const tls = { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
  const port = await listening(createTlsServer(tls, filesIn(folder, true)));
  const url = `https://localhost:${port}/trips.csv`;
  const trusting = { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') };
  expect((await modelOf(folder, [url], trusting)) === (await modelOf(folder, ['trips.csv']))).toBe(true);
  const { code, err } = await runTrainer(['--data', url, '--no-upload'], { cwd: folder });
  expect([code, err]).toEqual([4, expect.stringContaining('the server could not be trusted')]);
});

test('a folder means its files, and globs leave out what begins with . or _', async () => {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'spark'));
  writeFileSync(join(folder, 'spark/part-0.csv'), tripCsv(500));
  writeFileSync(join(folder, 'spark/.part-0.csv.crc'), Buffer.from('crc\0\0'));
  writeFileSync(join(folder, 'spark/_SUCCESS'), 'x');
  writeFileSync(join(folder, 'spark/._part-0.csv'), Buffer.from('\0\x05\x16\x07'));
  const [part] = [await modelOf(folder, ['spark/part-0.csv'])];
  for (const data of ['spark', 'spark/', 'spark/*', 'spark/*.csv']) expect(await modelOf(folder, [data])).toBe(part);
});

test.each([
  ['twice', ['--data', '-', '--data', '-'], 'a', 2, 'standard input comes once'],
  ['empty', ['--data', '-'], '', 3, 'standard input: the file is empty'],
  ['that ends in a quote', ['--data', '-'], `${tripCsv(20)}"1,2`, 3, 'a quote'],
])('standard input %s is refused by name', async (_, args, input, expected, message) => {
  const folder = await temporaryFolder();
  const { code, err } = await fromStdin(folder, args, Buffer.from(input));
  expect([code, err]).toEqual([expected, expect.stringContaining(message)]);
});

test.each([
  ['bzip2', Buffer.from('BZh91AY&SY'), 'bzip2 data; unpack it: bunzip2 -k FILE'],
  ['xz', Buffer.from('fd377a585a000004', 'hex'), 'xz data; unpack it: unxz -k FILE'],
  ['7z', Buffer.from('377abcaf271c0004', 'hex'), 'a 7z archive; unpack it: 7z x FILE'],
  ['a workbook of old', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'an Excel workbook; save it as CSV (UTF-8)'],
  ['a login page', Buffer.from('<!DOCTYPE html><title>Sign in</title>'), 'download the file itself'],
  ['UTF-16', Buffer.from('\ufefffare_amount\n', 'utf16le'), 'convert it: iconv -f UTF-16 -t UTF-8 FILE'],
  ['a pointer of Git LFS', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:1\n'), 'git lfs pull'],
])('%s is refused by name, with the command that helps', async (_, bytes, message) => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'x.csv'), bytes);
  const { code, err } = await runTrainer(['--data', 'x.csv', '--no-upload'], { cwd: folder });
  expect([code, err]).toEqual([3, expect.stringContaining(message)]);
});

test.each([
  ['s3://bucket/x.csv', 2, 's3'],
  ['file:///x.csv', 2, 'give the path, /x.csv'],
  ['GS://bucket/x.csv', 2, 'gs://bucket/x.csv'],
  ['http://example.com/x.csv', 2, 'anyone may read or change what http:// brings'],
  ['https://user:secret@127.0.0.1/x.csv', 2, 'a password in a web address'],
  ['/dev/zero', 4, 'a device, not a file'],
])('%s is refused by name', async (data, expected, message) => {
  const folder = await temporaryFolder();
  const { code, err } = await runTrainer(['--data', data, '--no-upload'], { cwd: folder });
  expect([code, err]).toEqual([expected, expect.stringContaining(message)]);
  expect(err).not.toContain('secret');
});

test('what is odd about standard input is said once it is read, as of a file', async () => {
  const folder = await temporaryFolder();
  const metres = distanceCsv(50).replace(/^([\d.]+),([\d.]+),/gm, (_, fare, km) => `${fare},${1000 * km},`);
  writeFileSync(join(folder, 'metres.csv'), metres);
  const options = ['--distance-column', 'trip_distance', '--distance-unit', 'km', '--no-clean'];
  const odd =
    /^warning: standard input: the median of the first trips is \d+ km; is trip_distance in km, not in metres\?$/m;
  const piped = await fromStdin(folder, ['--data', '-', ...options], Buffer.from(metres));
  expect([piped.code, piped.err]).toEqual([0, expect.stringMatching(odd)]);
  const run = JSON.parse(readFileSync(join(folder, 'out/run.json'), 'utf8'));
  expect(run.warnings).toEqual([expect.stringContaining('standard input: the median of the first trips')]);
  const both = await fromStdin(folder, ['--data', 'metres.csv', '--data', '-', ...options], Buffer.from(metres));
  expect(both.err.match(/the median of the first trips/g)).toHaveLength(2);
  const bare = metres.replace('passenger_count', 'riders');
  const unlike = await fromStdin(folder, ['--data', 'metres.csv', '--data', '-', ...options], Buffer.from(bare));
  expect([unlike.code, unlike.err]).toEqual([
    3,
    expect.stringContaining('standard input: has no passenger_count, and'),
  ]);
});

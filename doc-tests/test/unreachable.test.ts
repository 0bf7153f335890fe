/** A cloud that does not answer: every command says so, and ends within half a minute; no secret is told. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../src/documents.ts';

const SECRET = 'kept-to-oneself-0123456789';
/** More than is promised, as all of them run at once. */
const LIMIT = { timeout: 120_000 };

let folder: string;
const closing: (() => void)[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'taxifare-unreachable-'));
});
afterAll(() => {
  for (const close of closing) close();
  rmSync(folder, { recursive: true });
});

/** A server on loopback; `answer` gets each connection's first bytes. */
async function server(answer: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('data', () => answer(socket));
  });
  await new Promise<void>((ready) => listening.listen(0, '127.0.0.1', ready));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  const address = listening.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line of a built program in a folder of its own. */
async function run(line: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const [app = '', ...args] = line.split(' ');
  const cwd = mkdtempSync(join(folder, 'run-'));
  const program = join(ROOT, `apps/${app}/dist/${app}.mjs`);
  const names = { BUCKET_NAME: 'some-bucket', PROJECT_ID: 'my-project', METADATA_SERVER_DETECTION: 'none' };
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...names, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  for (const path of readdirSync(cwd, { recursive: true, encoding: 'utf8' })) {
    const file = join(cwd, path);
    if (statSync(file).isFile()) expect(readFileSync(file, 'latin1'), path).not.toContain(SECRET);
  }
  return { code, out, err };
}

const at = (url: string) => ({
  STORAGE_API_ENDPOINT: `${url}/${SECRET}`,
  AIPLATFORM_API_ENDPOINT: `${url}/${SECRET}`,
  LOGGING_API_ENDPOINT: `${url}/${SECRET}`,
});

const SAMPLE = join(ROOT, 'data/train_1k.csv');
/** What of a command's end is told of it, by its line: all of them at once, as most of it is waiting. */
async function all<T>(lines: readonly string[], one: (line: string) => Promise<T>): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(lines.map(async (line) => [line, await one(line)] as const)));
}
const same = <T>(lines: readonly string[], value: T) => Object.fromEntries(lines.map((line) => [line, value]));

const COMMANDS = [
  'trainer',
  `trainer --data ${SAMPLE}`,
  'trainer predict --data gs://some-bucket/x.csv --model gs://some-bucket/models/m',
  'submitter submit',
  `submitter put ${SAMPLE}`,
  'submitter list',
  'submitter cancel 123',
  'submitter deploy',
];

describe.concurrent('no secret is told, and the program ends', () => {
  test('where a cloud takes connections and never answers', LIMIT, async ({ expect }) => {
    const env = at(await server(() => {}));
    const ends = await all([...COMMANDS, 'submitter doctor'], async (line) => {
      const { code, out, err } = await run(line, env);
      const text = out + err;
      return {
        code,
        waits: err.includes('waiting for'),
        says: text.includes('no answer'),
        tells: text.includes(SECRET),
      };
    });
    const end = { code: 4, waits: true, says: true, tells: false };
    expect(ends).toEqual({ ...same(COMMANDS, end), 'submitter doctor': { ...end, code: 2 } });
  });

  test('where a server gives no token', LIMIT, async ({ expect }) => {
    const token = join(folder, 'token');
    writeFileSync(token, SECRET);
    const credentials = join(folder, 'credentials.json');
    writeFileSync(
      credentials,
      JSON.stringify({
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `${await server(() => {})}/v1/token`,
        credential_source: { file: token },
      }),
    );
    const lines = ['trainer', 'submitter list', 'submitter submit'];
    const ends = await all(lines, async (line) => {
      const { code, out, err } = await run(line, { GOOGLE_APPLICATION_CREDENTIALS: credentials });
      return { code, says: err.includes('credentials: no answer'), tells: (out + err).includes(SECRET) };
    });
    expect(ends).toEqual(same(lines, { code: 4, says: true, tells: false }));
  });

  const link = `https://storage.googleapis.com/b/o?X-Goog-Signature=${SECRET}&upload_id=${SECRET} Bearer ${SECRET}`;
  const answer = (code: number, body: string) => `HTTP/1.1 ${code} Oh\r\nconnection: close\r\n\r\n${body}`;
  const refusal = (code: number, message: string) => answer(code, JSON.stringify({ error: { code, message } }));
  test.each([
    ['hangs up', ''],
    ['answers 507 with its address', refusal(507, `http://127.0.0.1:80/${SECRET}/x is broken`)],
    ['answers 403 with a signed address', refusal(403, `no ${link}`)],
    ['answers in HTML', answer(400, `<html><title>http://127.0.0.1/${SECRET}</title>Bearer ${SECRET}</html>`)],
  ])('where a cloud %s', LIMIT, async (_, text) => {
    const env = at(await server((socket) => socket.end(text)));
    const lines = ['trainer', `trainer --data ${SAMPLE}`, 'submitter submit', 'submitter list', 'submitter deploy'];
    const ends = await all(lines, async (line) => {
      const { code, out, err } = await run(line, env);
      return { code, isBug: err.includes('a bug of ours'), tells: (out + err).includes(SECRET) };
    });
    expect(ends).toEqual(same(lines, { code: 4, isBug: false, tells: false }));
  });
});

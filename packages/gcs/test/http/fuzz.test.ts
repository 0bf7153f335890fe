import { expect, test } from 'vitest';
import { createBucketStore, type ObjectInfo, StorageError } from '../../src/index.ts';
import { quickRetries } from '../support/clouds.ts';
import { rawServer } from '../support/raw-server.ts';

const ANSWERS = 10_000;
const BODY = Uint8Array.from({ length: 300 }, (_, i) => (i * 7 + 13) & 255);
const OBJECT: ObjectInfo = {
  uri: 'gs://local-bucket/small',
  bytes: BODY.length,
  generation: '17',
  crc32c: undefined,
  encoding: 'identity',
};

/** Mulberry32 (T. Ettinger): seeded numbers in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Answer {
  readonly head: string;
  readonly body: string;
}

/** The right answer to a request for a range, with a length or in chunks. */
function rightAnswer(head: string, isChunked: boolean): Answer {
  const [, from = '0', to = '0'] = /range: bytes=(\d+)-(\d+)/.exec(head) ?? [];
  const bytes = Buffer.from(BODY.subarray(Number(from), Number(to) + 1)).toString('latin1');
  const framing = isChunked ? 'transfer-encoding: chunked' : `content-length: ${bytes.length}`;
  const half = bytes.length >> 1;
  const chunks = [bytes.slice(0, half), bytes.slice(half)].filter((chunk) => chunk !== '');
  const pieces = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);
  return {
    head: `HTTP/1.1 206 Partial Content\r\ncontent-range: bytes ${from}-${to}/${BODY.length}\r\n${framing}\r\nx-goog-generation: 17\r\nconnection: keep-alive\r\n\r\n`,
    body: isChunked ? `${pieces.join('')}0\r\n\r\n` : bytes,
  };
}

/**
 * Mutates the head, or what frames the body. Where the body begins and its own bytes are nothing that HTTP checks: that is
 * what checksums are for.
 */
function mutated({ head, body }: Answer, random: () => number): string {
  const at = Math.floor(random() * (head.length - 16));
  const length = 1 + Math.floor(random() * 12);
  const lines = head.split('\r\n');
  const line = Math.floor(random() * (lines.length - 2));
  const noise = String.fromCharCode(...Array.from({ length }, () => Math.floor(random() * 256)));
  const mutations: readonly (() => string)[] = [
    () =>
      head.slice(0, at) +
      String.fromCharCode(head.charCodeAt(at) ^ (1 << Math.floor(random() * 8))) +
      head.slice(at + 1) +
      body,
    () => head.slice(0, at) + head.slice(at + length) + body,
    () => head.slice(0, at) + noise + head.slice(at) + body,
    () => head.slice(0, at) + head.slice(at, at + length) + head.slice(at) + body,
    () => [...lines.slice(0, line), lines[line], ...lines.slice(line)].join('\r\n') + body,
    () => [...lines.slice(0, line), ...lines.slice(line + 1)].join('\r\n') + body,
    () => head.replace(/\d+/g, (number) => (random() < 0.3 ? `${Math.floor(random() * 10 ** length)}` : number)) + body,
    () => (head + body).slice(0, Math.floor(random() * (head.length + body.length))),
    () => `${head}${body}${noise}`,
    () => `${head}${body}${head}${body}`,
    () => `HTTP/1.1 100 Continue\r\n\r\n${head}${body}`,
    () => head + body.replace(/^[0-9a-f]+\r\n/, `${noise}\r\n`),
  ];
  return mutations[Math.floor(random() * mutations.length)]?.() ?? head + body;
}

test(`read gives the right bytes or a StorageError on ${ANSWERS} mutated answers, and never waits for ever`, async () => {
  const seed = Number(process.env.TAXIFARE_SEED ?? 20251125);
  const random = randomOf(seed);
  let answers = 0;
  const server = await rawServer((head, socket) => {
    answers += 1;
    const text = mutated(rightAnswer(head, random() < 0.5), random);
    const cut = random() < 0.5 ? Math.floor(random() * text.length) : text.length;
    socket.write(text.slice(0, cut), 'latin1');
    socket.write(text.slice(cut), 'latin1');
    // A server that keeps a connection open on which something is missing costs a silence.
    if (random() < 0.99) socket.end();
  });
  const retries = { ...quickRetries(), silenceMs: 50, deadlineMs: 0 };
  const store = createBucketStore({ apiEndpoint: server.url, projectId: 'p', retries });
  let right = 0;
  const refused = new Map<string, number>();
  while (answers < ANSWERS) {
    const at = Math.floor(random() * BODY.length);
    const range = { start: at, end: at + 1 + Math.floor(random() * (BODY.length - at)) };
    const what = `seed ${seed}, answer ${answers}`;
    const got: number[] = [];
    try {
      const source = await store.open(OBJECT);
      for await (const chunk of source.chunks(range)) got.push(...chunk);
      expect(got, what).toEqual([...BODY.subarray(range.start, range.end)]);
      right += 1;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      // What was handed out until then is right, too.
      expect(got, what).toEqual([...BODY.subarray(range.start, range.start + got.length)]);
      refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
    }
  }
  // Of every kind there were some, so that neither "always right" nor "always refused" can pass.
  expect(right).toBeGreaterThan(ANSWERS / 20);
  for (const code of ['corrupt', 'changed', 'cut', 'unavailable']) expect(refused.get(code), code).toBeGreaterThan(10);
});

test('read resumes at the byte reached, whatever bytes the connection breaks off at', async () => {
  let after = 0;
  const server = await rawServer((head, socket) => {
    const answer = rightAnswer(head, false);
    socket.write(answer.head, 'latin1');
    socket.end(answer.body.slice(0, after), 'latin1');
  });
  const store = createBucketStore({ apiEndpoint: server.url, projectId: 'p', retries: quickRetries() });
  for (after = 1; after <= BODY.length; after++) {
    const got: number[] = [];
    for await (const chunk of (await store.open(OBJECT)).chunks()) got.push(...chunk);
    expect(got, `${after} bytes at a time`).toEqual([...BODY]);
  }
});

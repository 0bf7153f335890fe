import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/cloud.ts';
import { runCloud, type SmallDisk, smallDisk } from '../support/process.ts';

/** `TAXIFARE_KILLS=10` makes it ten rounds of 1,000 writes. */
const ROUNDS = Number(process.env.TAXIFARE_KILLS ?? 2);
const WRITES = process.env.TAXIFARE_KILLS === undefined ? 150 : 1000;
const WORKERS = 8;
const DISK_BYTES = 1_500_000;

/** What an object is: its bytes and its metadata; `undefined` where there is none. */
type State = { readonly body: string; readonly v: string } | undefined;

/** Every object's last acknowledged state, and beside it the one that a write without an answer may have made. */
class Ledger {
  readonly states = new Map<string, readonly State[]>();
  acknowledged = 0;
  /** By a full disk. */
  refused = 0;

  async write(name: string, after: (before: State) => State, act: () => Promise<Response>): Promise<void> {
    const before = this.states.get(name) ?? [undefined];
    const [now] = before;
    this.states.set(name, [...before, after(now)]);
    const answer = await act();
    await answer.arrayBuffer();
    const isDone = answer.ok;
    // A refusal leaves all as it was.
    this.states.set(name, [isDone ? after(now) : now]);
    if (isDone) this.acknowledged += 1;
    if (answer.status === 507) this.refused += 1;
  }
}

/** Small steps that repeat themselves (a linear congruential generator). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

async function mixedWrites(url: string, ledger: Ledger, seed: number, bytes: number): Promise<void> {
  const b = `${url}/storage/v1/b/local-bucket`;
  const one = async (worker: number, turn: number, random: (below: number) => number): Promise<void> => {
    const name = `w${worker}-${random(6)}`;
    const [now] = ledger.states.get(name) ?? [undefined];
    const v = `${seed}.${worker}.${turn}`;
    const body = v.repeat(1 + random(bytes / v.length));
    const kind = now === undefined ? random(3) : random(6);
    const upload = `${url}/upload/storage/v1/b/local-bucket/o`;
    const resource = JSON.stringify({ name, metadata: { v } });
    if (kind <= 1) {
      const parts = `--B\r\n\r\n${resource}\r\n--B\r\n\r\n${body}\r\n--B--`;
      const headers = { 'content-type': 'multipart/related; boundary=B' };
      await ledger.write(
        name,
        () => ({ body, v }),
        () => fetch(`${upload}?uploadType=multipart`, { method: 'POST', headers, body: parts }),
      );
    } else if (kind === 2) {
      const begun = await fetch(`${upload}?uploadType=resumable`, { method: 'POST', body: resource });
      const location = begun.headers.get('location');
      if (location === null) return;
      await ledger.write(
        name,
        () => ({ body, v }),
        () => fetch(location, { method: 'PUT', body }),
      );
    } else if (kind === 3) {
      await ledger.write(
        name,
        (before) => before && { ...before, v },
        () => fetch(`${b}/o/${name}`, { method: 'PATCH', body: JSON.stringify({ metadata: { v } }) }),
      );
    } else if (kind === 4) {
      await ledger.write(
        name,
        () => undefined,
        () => fetch(`${b}/o/${name}`, { method: 'DELETE' }),
      );
    } else {
      const copy = `w${worker}-${random(6)}`;
      if (copy === name || now === undefined) return;
      await ledger.write(
        copy,
        () => now,
        () => fetch(`${b}/o/${name}/copyTo/b/local-bucket/o/${copy}`, { method: 'POST' }),
      );
    }
  };
  const work = async (worker: number): Promise<void> => {
    const random = randomFrom(seed * 100 + worker);
    for (let turn = 0; turn < WRITES / WORKERS; turn++) await one(worker, turn, random);
  };
  await Promise.allSettled(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
}

async function stateOf(url: string, name: string): Promise<State> {
  const answer = await fetch(`${url}/storage/v1/b/local-bucket/o/${name}`);
  if (answer.status === 404) return undefined;
  const { metadata } = (await answer.json()) as { metadata: { v: string } };
  const body = await (await fetch(`${url}/storage/v1/b/local-bucket/o/${name}?alt=media`)).text();
  return { body, v: metadata.v };
}

/** Rounds of writes, each with a kill -9 on the way; afterwards every object is as it was last acknowledged. */
async function survives(folder: string, bytes: number, disk?: SmallDisk): Promise<Ledger> {
  const ledger = new Ledger();
  for (let round = 1; round <= ROUNDS; round++) {
    const cloud = await runCloud(folder, disk?.wrap);
    const killAt = ledger.acknowledged + Math.floor(WRITES * (0.2 + (0.6 * round) / ROUNDS) * 0.6);
    const timer = setInterval(() => {
      if (ledger.acknowledged >= killAt) cloud.child.kill('SIGKILL');
    }, 1);
    await mixedWrites(cloud.url, ledger, round, bytes);
    clearInterval(timer);
    cloud.child.kill('SIGKILL');
    await cloud.ended;
    // On a disk that is full to the last byte there is no room for the lock either, and the start is refused.
    disk?.resize(2 * DISK_BYTES);
    const next = await runCloud(folder, disk?.wrap);
    for (const [name, possible] of ledger.states) {
      const found = await stateOf(next.url, name);
      expect(possible, name).toContainEqual(found);
      ledger.states.set(name, [found]);
    }
    next.child.kill('SIGKILL');
    await next.ended;
    expect(next.errors()).toBe('');
    disk?.resize(DISK_BYTES);
  }
  return ledger;
}

describe('kill -9 in the middle of mixed writes loses nothing that was acknowledged', () => {
  test('on a disk with room', async () => {
    const { acknowledged } = await survives(await temporaryFolder(), 20_000);
    expect(acknowledged).toBeGreaterThan(0.2 * WRITES * ROUNDS);
    console.info(`${acknowledged} acknowledged writes in ${ROUNDS} rounds`);
  });

  test('on a disk that is full now and then', async () => {
    const folder = await temporaryFolder();
    const disk = await smallDisk(folder, DISK_BYTES);
    if (disk === undefined) return;
    const { acknowledged, refused } = await survives(folder, 100_000, disk);
    expect(acknowledged).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    console.info(`${acknowledged} acknowledged writes in ${ROUNDS} rounds on a small disk, ${refused} refused by it`);
  });
});

import { describe, expect, test } from 'vitest';
import type { ObjectInfo, ObjectStore } from '../../src/index.ts';
import { readBytes, StorageError } from '../../src/index.ts';

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Where objects may be written: ends in a slash. */
  readonly root: string;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

async function textIn(store: ObjectStore, object: ObjectInfo): Promise<string> {
  return new TextDecoder().decode(await readBytes(store, object));
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return 'fine';
  } catch (error) {
    return error instanceof StorageError ? error.code : String(error);
  }
}

/** What every store has to do, whatever it is made of. */
export function contractSuite(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the contract`, () => {
    test('what is written is what is read, whole and by ranges', async () => {
      const { store, root } = await open();
      const body = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) & 255);
      const object = await store.write(`${root}a/b.bin`, body, { condition: 'absent', contentType: 'text/plain' });
      expect(object).toMatchObject({ uri: `${root}a/b.bin`, bytes: body.length });
      expect(await store.info(object.uri)).toEqual(object);
      expect(await readBytes(store, object, { start: 0, end: body.length })).toEqual(body);
      expect(await readBytes(store, object, { start: 1000, end: 1003 })).toEqual(body.slice(1000, 1003));
      expect(await readBytes(store, object, { start: 5, end: 5 })).toEqual(new Uint8Array(0));
      expect(Buffer.compare(await readBytes(store, object), body)).toBe(0);
    });

    test('an object without a byte is an object', async () => {
      const { store, root } = await open();
      const object = await store.write(`${root}empty`, new Uint8Array(0), { condition: 'any' });
      expect(object.bytes).toBe(0);
      expect(await textIn(store, object)).toBe('');
    });

    test('what is not there is undefined, and deleting it is fine', async () => {
      const { store, root } = await open();
      expect(await store.info(`${root}nothing`)).toBeUndefined();
      await store.delete(`${root}nothing`);
    });

    test('delete takes an object away', async () => {
      const { store, root } = await open();
      const { uri } = await store.write(`${root}gone`, bytesOf('x'), { condition: 'any' });
      await store.delete(uri);
      expect(await store.info(uri)).toBeUndefined();
    });

    test("'absent' writes once, and leaves the first object as it was", async () => {
      const { store, root } = await open();
      const first = await store.write(`${root}once`, bytesOf('first'), { condition: 'absent' });
      expect(await codeOf(store.write(`${root}once`, bytesOf('second'), { condition: 'absent' }))).toBe('precondition');
      expect(await store.info(`${root}once`)).toEqual(first);
    });

    test('a generation as the condition lets one of two writers through', async () => {
      const { store, root } = await open();
      const first = await store.write(`${root}cas`, bytesOf('1'), { condition: 'any' });
      const second = await store.write(`${root}cas`, bytesOf('22'), { condition: { generation: first.generation } });
      expect(second.generation).not.toBe(first.generation);
      const late = store.write(`${root}cas`, bytesOf('3'), { condition: { generation: first.generation } });
      expect(await codeOf(late)).toBe('precondition');
      expect(await textIn(store, second)).toBe('22');
    });

    test("writers under 'any' do not stop each other: one of their objects is there in the end", async () => {
      const { store, root } = await open();
      const bodies = Array.from({ length: 12 }, (_, i) => `writer ${'x'.repeat(i)}`);
      await Promise.all(bodies.map((body) => store.write(`${root}last`, bytesOf(body), { condition: 'any' })));
      const object = await store.info(`${root}last`);
      if (object === undefined) throw new Error('nothing is there');
      expect(bodies).toContain(await textIn(store, object));
    });

    test('a read names the generation: it gets the bytes of that one or an error, never those in its place', async () => {
      const { store, root } = await open();
      const old = await store.write(`${root}moved`, bytesOf('old bytes'), { condition: 'any' });
      await store.write(`${root}moved`, bytesOf('new bytes!'), { condition: 'any' });
      // A bucket that keeps versions still has the old one.
      const range = async () => new TextDecoder().decode(await readBytes(store, old, { start: 0, end: 3 }));
      expect(['old', 'changed']).toContain(await range().catch(({ code }: StorageError) => code));
      expect(['old bytes', 'changed']).toContain(await textIn(store, old).catch(({ code }) => code));
    });

    test('list gives what a glob names, in the byte order of the names', async () => {
      const { store, root } = await open();
      for (const path of ['l/b.csv', 'l/a.csv', 'l/a.txt', 'l/deep/c.csv', 'l/é.csv', 'l/z z.csv']) {
        await store.write(`${root}${path}`, bytesOf(path), { condition: 'any' });
      }
      const names = async (glob: string) => {
        const found: string[] = [];
        for await (const { uri } of store.list(`${root}${glob}`)) found.push(uri.slice(root.length));
        return found;
      };
      expect(await names('l/*.csv')).toEqual(['l/a.csv', 'l/b.csv', 'l/z z.csv', 'l/é.csv']);
      expect(await names('l/**/*.csv')).toEqual(['l/a.csv', 'l/b.csv', 'l/deep/c.csv', 'l/z z.csv', 'l/é.csv']);
      expect(await names('l/?.txt')).toEqual(['l/a.txt']);
      expect(await names('l/{a,b}.csv')).toEqual(['l/a.csv', 'l/b.csv']);
      expect(await names('none/*')).toEqual([]);
    });

    test('a body may come in pieces, and one that fails writes nothing', async () => {
      const { store, root } = await open();
      const pieces = async function* (fails: boolean) {
        yield bytesOf('one ');
        yield bytesOf('two');
        if (fails) throw new Error('the source broke');
      };
      const object = await store.write(`${root}pieces`, pieces(false), { condition: 'any' });
      expect(await textIn(store, object)).toBe('one two');
      await expect(store.write(`${root}broken`, pieces(true), { condition: 'any' })).rejects.toThrow(
        'the source broke',
      );
      expect(await store.info(`${root}broken`)).toBeUndefined();
    });

    test('whoever aborts gets the reason, and nothing is written', async () => {
      const { store, root } = await open();
      const reason = new Error('enough');
      const signal = AbortSignal.abort(reason);
      await expect(store.info(`${root}x`, { signal })).rejects.toBe(reason);
      await expect(store.write(`${root}x`, bytesOf('x'), { condition: 'any', signal })).rejects.toBe(reason);
      expect(await store.info(`${root}x`)).toBeUndefined();
    });
  });
}

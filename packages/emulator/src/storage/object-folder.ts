import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../folder/durable-file.ts';
import { bucketTaken, noBucket } from './bucket-errors.ts';
import { BucketIndex } from './bucket-index.ts';
import type { BucketRecord } from './bucket-record.ts';
import { compareNames, fileNameOf } from './names.ts';
import { type ObjectAttributes, type ObjectRecord, parseObjectRecord, type StoredObject } from './object-record.ts';
import { type IncomingFile, openIncomingFile, type StagedBytes, stageLink } from './staged-bytes.ts';
import { createTurns } from './turns.ts';

/** What decides on a change in the object's turn: throws to refuse it, given what is there then. */
type Check = (now: StoredObject | undefined) => void;

/** Everything about an object but what the commit itself decides: name of its bytes, generation, times. */
type Draft = Pick<ObjectRecord, 'bucket' | 'name' | 'attributes' | 'componentCount'>;

/**
 * Buckets and objects in a folder. Bytes are on disk before the record that names them, and a record is replaced in one
 * step: after a crash every object that was acknowledged is there, and nothing else. A change is computed in the turn of
 * what it changes: none is lost to another one at the same time.
 *
 * `buckets/B/bucket.json` is a bucket, `buckets/B/objects/*.json` the records of its objects, `buckets/B/data/*` their
 * bytes, `incoming/*` bytes on their way in or out.
 */
export interface ObjectFolder {
  buckets(): readonly BucketRecord[];
  bucket(name: string): BucketRecord | undefined;
  /** 409 if there is one of the name. */
  createBucket(bucket: BucketRecord): Promise<void>;
  /** 404 if there is none; what `change` throws refuses the change. */
  changeBucket(name: string, change: (now: BucketRecord) => BucketRecord): Promise<BucketRecord>;
  removeBucket(name: string, check: (now: BucketRecord, objects: number) => void): Promise<void>;
  object(bucket: string, name: string): StoredObject | undefined;
  /** In UTF-8 byte order of their names. */
  objects(bucket: string): readonly StoredObject[];
  /** The file that holds an object's bytes, and nothing else. */
  pathOf(object: StoredObject): string;
  /** A place for bytes on their way in. */
  receive(): Promise<IncomingFile>;
  /** A second name for the bytes of the object that is there, if the check lets it. */
  relink(bucket: string, name: string, check: Check): Promise<RelinkedObject>;
  /** Makes staged bytes the object's next generation, if the check lets it. What was staged is gone either way. */
  commit(draft: Draft, bytes: StagedBytes, check: Check): Promise<StoredObject>;
  /** Replaces the attributes of an object's generation by what `change` makes of it: the metageneration after. */
  amend(
    bucket: string,
    name: string,
    change: (now: StoredObject | undefined) => ObjectAttributes,
  ): Promise<StoredObject>;
  remove(bucket: string, name: string, check: Check): Promise<void>;
}

/** An object, and its bytes under a name that stays when the object goes. */
export interface RelinkedObject {
  readonly object: StoredObject;
  readonly bytes: StagedBytes;
}

/** Where the parts of a bucket are below the folder. */
export function dataFileOf({ name, generation }: Pick<StoredObject, 'name' | 'generation'>): string {
  return `${generation}-${fileNameOf(name)}`;
}

export class FolderOfObjects implements ObjectFolder {
  readonly #root: string;
  readonly #incoming: string;
  readonly #indexes: Map<string, BucketIndex>;
  readonly #turns = createTurns();
  /** Buckets that are being removed: changes of their objects wait for the outcome. */
  readonly #removals = new Map<string, Promise<unknown>>();
  #generation = 0;

  constructor(root: string, incoming: string, indexes: Map<string, BucketIndex>) {
    this.#root = root;
    this.#incoming = incoming;
    this.#indexes = indexes;
    for (const { sorted } of indexes.values()) {
      for (const { generation } of sorted) this.#generation = Math.max(this.#generation, generation);
    }
  }

  buckets(): readonly BucketRecord[] {
    return [...this.#indexes.values()].map(({ bucket }) => bucket).sort((a, b) => compareNames(a.name, b.name));
  }

  bucket(name: string): BucketRecord | undefined {
    return this.#indexes.get(name)?.bucket;
  }

  createBucket(bucket: BucketRecord): Promise<void> {
    const { name } = bucket;
    return this.#turns(name, async () => {
      if (this.#indexes.has(name)) throw bucketTaken();
      const folder = join(this.#root, name);
      for (const part of ['objects', 'data']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
      await writeDurably(folder, 'bucket.json', JSON.stringify(bucket));
      await syncFolder(this.#root);
      this.#indexes.set(name, new BucketIndex(bucket));
    });
  }

  changeBucket(name: string, change: (now: BucketRecord) => BucketRecord): Promise<BucketRecord> {
    return this.#turns(name, async () => {
      const index = this.#indexes.get(name);
      if (index === undefined) throw noBucket();
      const bucket = change(index.bucket);
      await writeDurably(join(this.#root, name), 'bucket.json', JSON.stringify(bucket));
      index.bucket = bucket;
      return bucket;
    });
  }

  removeBucket(name: string, check: (now: BucketRecord, objects: number) => void): Promise<void> {
    return this.#turns(name, async () => {
      const index = this.#indexes.get(name);
      if (index === undefined) throw noBucket();
      const removal = Promise.allSettled([...index.running]).then(async () => {
        check(index.bucket, index.sorted.length);
        // In one step: a bucket is there whole or not at all.
        const aside = join(this.#incoming, randomUUID());
        await rename(join(this.#root, name), aside);
        this.#indexes.delete(name);
        await syncFolder(this.#root);
        await rm(aside, { recursive: true, force: true });
      });
      this.#removals.set(
        name,
        removal.catch(() => {}),
      );
      await removal.finally(() => this.#removals.delete(name));
    });
  }

  object(bucket: string, name: string): StoredObject | undefined {
    return this.#indexes.get(bucket)?.get(name);
  }

  objects(bucket: string): readonly StoredObject[] {
    return this.#indexes.get(bucket)?.sorted ?? [];
  }

  pathOf(object: StoredObject): string {
    return join(this.#root, object.bucket, 'data', dataFileOf(object));
  }

  receive(): Promise<IncomingFile> {
    return openIncomingFile(this.#incoming);
  }

  relink(bucket: string, name: string, check: Check): Promise<RelinkedObject> {
    return this.#inTurn(bucket, name, async (_, object) => {
      check(object);
      if (object === undefined) throw new RangeError('relink: the check lets an absent object pass');
      const { size, crc32c, md5Hash } = object;
      const bytes = await stageLink(this.#incoming, { path: this.pathOf(object), size, crc32c, md5Hash });
      return { object, bytes };
    });
  }

  async commit(draft: Draft, bytes: StagedBytes, check: Check): Promise<StoredObject> {
    try {
      return await this.#inTurn(draft.bucket, draft.name, async (index, before) => {
        check(before);
        const now = new Date();
        const generation = this.#nextGeneration(now);
        const time = now.toISOString();
        const { size, crc32c, md5Hash } = bytes;
        const times = { timeCreated: time, updated: time };
        const object: StoredObject = { ...draft, generation, metageneration: 1, size, crc32c, md5Hash, ...times };
        const path = this.pathOf(object);
        await rename(bytes.path, path);
        await syncFolder(join(this.#root, draft.bucket, 'data'));
        try {
          await this.#keep(index, object);
        } catch (error) {
          // A full disk is not to be filled with bytes that nothing names.
          if (!(await this.#isKept(object))) await rm(path, { force: true });
          throw error;
        }
        if (before !== undefined) await rm(this.pathOf(before), { force: true });
        return object;
      });
    } finally {
      await rm(bytes.path, { force: true });
    }
  }

  amend(
    bucket: string,
    name: string,
    change: (now: StoredObject | undefined) => ObjectAttributes,
  ): Promise<StoredObject> {
    return this.#inTurn(bucket, name, async (index, now) => {
      const attributes = change(now);
      if (now === undefined) throw new RangeError('amend: the change lets an absent object pass');
      const updated = new Date().toISOString();
      const amended = { ...now, attributes, updated, metageneration: now.metageneration + 1 };
      await this.#keep(index, amended);
      return amended;
    });
  }

  remove(bucket: string, name: string, check: Check): Promise<void> {
    return this.#inTurn(bucket, name, async (index, now) => {
      check(now);
      if (now === undefined) return;
      await rm(this.#recordPath(now), { force: true });
      await syncFolder(join(this.#root, bucket, 'objects'));
      index.delete(name);
      await rm(this.pathOf(now), { force: true });
    });
  }

  #recordPath({ bucket, name }: StoredObject): string {
    return join(this.#root, bucket, 'objects', `${fileNameOf(name)}.json`);
  }

  async #keep(index: BucketIndex, object: StoredObject): Promise<void> {
    const folder = join(this.#root, object.bucket, 'objects');
    await writeDurably(folder, `${fileNameOf(object.name)}.json`, JSON.stringify(object));
    index.set(object);
  }

  /** Whether the record on disk is this generation's. */
  async #isKept(object: StoredObject): Promise<boolean> {
    const text = await readFile(this.#recordPath(object), 'utf8').catch(() => '');
    return parseObjectRecord(text)?.generation === object.generation;
  }

  /** Later than every one before, in microseconds since 1970. */
  #nextGeneration(now: Date): number {
    this.#generation = Math.max(this.#generation + 1, now.getTime() * 1000);
    return this.#generation;
  }

  #inTurn<T>(
    bucket: string,
    name: string,
    action: (index: BucketIndex, now: StoredObject | undefined) => Promise<T>,
  ): Promise<T> {
    return this.#turns(`${bucket}/${name}`, async () => {
      while (this.#removals.has(bucket)) await this.#removals.get(bucket);
      const index = this.#indexes.get(bucket);
      if (index === undefined) throw noBucket();
      const work = action(index, index.get(name));
      const settled = work.catch(() => {});
      index.running.add(settled);
      try {
        return await work;
      } finally {
        index.running.delete(settled);
      }
    });
  }
}

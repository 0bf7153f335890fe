import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../folder/durable-file.ts';
import { type BucketRecord, parseBucketRecord } from './bucket-record.ts';
import { compareNames, fileNameOf } from './names.ts';
import { noBucket } from './no-bucket.ts';
import { type ObjectRecord, parseObjectRecord, type StoredObject } from './object-record.ts';
import { type IncomingFile, openIncomingFile, type StagedBytes, stageLink } from './staged-bytes.ts';

/** What decides on a commit: throws to refuse it, given what is there now. */
type Check = (now: StoredObject | undefined) => void;

/** Everything about an object but what the commit itself decides: name of its bytes, generation, times. */
type Draft = Pick<ObjectRecord, 'bucket' | 'name' | 'attributes' | 'componentCount'>;

/**
 * Buckets and objects in a folder. Bytes are on disk before the record that names them, and a record is replaced in one
 * step: after a crash every object that was acknowledged is there, and nothing else.
 *
 * `buckets/B/bucket.json` is a bucket, `buckets/B/objects/*.json` the records of its objects, `buckets/B/data/*` their
 * bytes, `incoming/*` bytes on their way in.
 */
export interface ObjectFolder {
  buckets(): readonly BucketRecord[];
  bucket(name: string): BucketRecord | undefined;
  putBucket(bucket: BucketRecord): Promise<void>;
  removeBucket(name: string): Promise<void>;
  object(bucket: string, name: string): StoredObject | undefined;
  /** In UTF-8 byte order of their names. */
  objects(bucket: string): readonly StoredObject[];
  /** A place for bytes on their way in. */
  receive(): Promise<IncomingFile>;
  /** A second name for the bytes of the object that is there, if the check lets it. */
  relink(bucket: string, name: string, check: Check): Promise<RelinkedObject>;
  /** Makes staged bytes the object's next generation, if the check lets it. What was staged is gone either way. */
  commit(draft: Draft, bytes: StagedBytes, check: Check): Promise<StoredObject>;
  /** Replaces the attributes of an object's generation: the metageneration after. */
  amend(object: StoredObject, attributes: StoredObject['attributes'], check: Check): Promise<StoredObject>;
  remove(bucket: string, name: string, check: Check): Promise<void>;
}

/** An object, and its bytes under a name that stays when the object goes. */
export interface RelinkedObject {
  readonly object: StoredObject;
  readonly bytes: StagedBytes;
}

interface Shelf {
  bucket: BucketRecord;
  readonly objects: Map<string, StoredObject>;
  sorted: readonly StoredObject[] | undefined;
}

export async function openObjectFolder(folder: string): Promise<ObjectFolder> {
  const root = join(folder, 'buckets');
  const incoming = join(folder, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await mkdir(root, { recursive: true });
  const shelves = new Map<string, Shelf>();
  for (const name of await readdir(root)) {
    const shelf = await readShelf(join(root, name), name);
    if (shelf !== undefined) shelves.set(name, shelf);
  }
  return new FolderOfObjects(root, incoming, shelves);
}

async function readShelf(folder: string, name: string): Promise<Shelf | undefined> {
  const bucket = parseBucketRecord(await readFile(join(folder, 'bucket.json'), 'utf8').catch(() => ''));
  if (bucket?.name !== name) return undefined;
  const objects = new Map<string, StoredObject>();
  const known = new Set<string>();
  for (const file of await readdir(join(folder, 'objects'))) {
    if (!file.endsWith('.json')) continue;
    const record = parseObjectRecord(await readFile(join(folder, 'objects', file), 'utf8'));
    if (record === undefined || record.bucket !== name) continue;
    const data = dataFileOf(record.name, record.generation);
    const path = join(folder, 'data', data);
    const stats = await lstat(path).catch(() => undefined);
    // A symlink could lead out of the folder.
    if (stats === undefined || !stats.isFile() || stats.size !== record.size) continue;
    known.add(data);
    objects.set(record.name, { ...record, path });
  }
  // Bytes that no record names: of a generation that was replaced, or whose record never came.
  for (const file of await readdir(join(folder, 'data'))) {
    if (!known.has(file)) await rm(join(folder, 'data', file), { force: true });
  }
  return { bucket, objects, sorted: undefined };
}

function dataFileOf(name: string, generation: number): string {
  return `${generation}-${fileNameOf(name)}`;
}

class FolderOfObjects implements ObjectFolder {
  readonly #root: string;
  readonly #incoming: string;
  readonly #shelves: Map<string, Shelf>;
  /** The last action on each object: the next one waits for it. */
  readonly #last = new Map<string, Promise<unknown>>();
  #generation = 0;

  constructor(root: string, incoming: string, shelves: Map<string, Shelf>) {
    this.#root = root;
    this.#incoming = incoming;
    this.#shelves = shelves;
    for (const { objects } of shelves.values()) {
      for (const { generation } of objects.values()) this.#generation = Math.max(this.#generation, generation);
    }
  }

  buckets(): readonly BucketRecord[] {
    return [...this.#shelves.values()].map(({ bucket }) => bucket).sort((a, b) => compareNames(a.name, b.name));
  }

  bucket(name: string): BucketRecord | undefined {
    return this.#shelves.get(name)?.bucket;
  }

  async putBucket(bucket: BucketRecord): Promise<void> {
    const folder = join(this.#root, bucket.name);
    await mkdir(join(folder, 'objects'), { recursive: true });
    await mkdir(join(folder, 'data'), { recursive: true });
    await writeDurably(folder, 'bucket.json', JSON.stringify(bucket));
    await syncFolder(this.#root);
    const shelf = this.#shelves.get(bucket.name);
    if (shelf === undefined) this.#shelves.set(bucket.name, { bucket, objects: new Map(), sorted: undefined });
    else shelf.bucket = bucket;
  }

  async removeBucket(name: string): Promise<void> {
    this.#shelves.delete(name);
    await rm(join(this.#root, name), { recursive: true, force: true });
    await syncFolder(this.#root);
  }

  object(bucket: string, name: string): StoredObject | undefined {
    return this.#shelves.get(bucket)?.objects.get(name);
  }

  objects(bucket: string): readonly StoredObject[] {
    const shelf = this.#shelves.get(bucket);
    if (shelf === undefined) return [];
    shelf.sorted ??= [...shelf.objects.values()].sort((a, b) => compareNames(a.name, b.name));
    return shelf.sorted;
  }

  receive(): Promise<IncomingFile> {
    return openIncomingFile(this.#incoming);
  }

  relink(bucket: string, name: string, check: Check): Promise<RelinkedObject> {
    return this.#inTurn(bucket, name, async (_, object) => {
      check(object);
      if (object === undefined) throw new RangeError('relink: the check lets an absent object pass');
      const { path, size, crc32c, md5Hash } = object;
      return { object, bytes: await stageLink(this.#incoming, { path, size, crc32c, md5Hash }) };
    });
  }

  async commit(draft: Draft, bytes: StagedBytes, check: Check): Promise<StoredObject> {
    try {
      return await this.#inTurn(draft.bucket, draft.name, async (shelf, before) => {
        check(before);
        const now = new Date();
        const generation = this.#nextGeneration(now);
        const time = now.toISOString();
        const { size, crc32c, md5Hash } = bytes;
        const times = { timeCreated: time, updated: time };
        const record: ObjectRecord = { ...draft, generation, metageneration: 1, size, crc32c, md5Hash, ...times };
        const data = join(this.#root, draft.bucket, 'data');
        const path = join(data, dataFileOf(draft.name, generation));
        await rename(bytes.path, path);
        await syncFolder(data);
        await this.#keep(shelf, { ...record, path });
        if (before !== undefined) await rm(before.path, { force: true });
        return { ...record, path };
      });
    } finally {
      await rm(bytes.path, { force: true });
    }
  }

  amend(object: StoredObject, attributes: StoredObject['attributes'], check: Check): Promise<StoredObject> {
    return this.#inTurn(object.bucket, object.name, async (shelf, now) => {
      check(now);
      if (now === undefined) throw new RangeError('amend: the check lets an absent object pass');
      const updated = new Date().toISOString();
      const amended = { ...now, attributes, updated, metageneration: now.metageneration + 1 };
      await this.#keep(shelf, amended);
      return amended;
    });
  }

  remove(bucket: string, name: string, check: Check): Promise<void> {
    return this.#inTurn(bucket, name, async (shelf, now) => {
      check(now);
      if (now === undefined) return;
      const folder = join(this.#root, bucket, 'objects');
      await rm(join(folder, `${fileNameOf(name)}.json`), { force: true });
      await syncFolder(folder);
      shelf.objects.delete(name);
      shelf.sorted = undefined;
      await rm(now.path, { force: true });
    });
  }

  async #keep(shelf: Shelf, object: StoredObject): Promise<void> {
    const { path: _, ...record } = object;
    const folder = join(this.#root, object.bucket, 'objects');
    await writeDurably(folder, `${fileNameOf(object.name)}.json`, JSON.stringify(record));
    shelf.objects.set(object.name, object);
    shelf.sorted = undefined;
  }

  /** Later than every one before, in microseconds since 1970. */
  #nextGeneration(now: Date): number {
    this.#generation = Math.max(this.#generation + 1, now.getTime() * 1000);
    return this.#generation;
  }

  async #inTurn<T>(
    bucket: string,
    name: string,
    action: (shelf: Shelf, now: StoredObject | undefined) => Promise<T>,
  ): Promise<T> {
    const key = `${bucket}/${name}`;
    const before = this.#last.get(key) ?? Promise.resolve();
    const turn = before.then(async () => {
      const shelf = this.#shelves.get(bucket);
      if (shelf === undefined) throw noBucket();
      return await action(shelf, shelf.objects.get(name));
    });
    const settled = turn.catch(() => {});
    this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}

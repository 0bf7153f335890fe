import type { BucketRecord } from './bucket-record.ts';
import { compareNames } from './names.ts';
import type { StoredObject } from './object-record.ts';

/** A bucket in memory: its record, and its objects by name and in UTF-8 byte order of their names. */
export class BucketIndex {
  bucket: BucketRecord;
  /** Changes of objects that run now. */
  readonly running: Set<Promise<unknown>> = new Set();
  readonly #byName: Map<string, StoredObject>;
  readonly #sorted: StoredObject[];

  constructor(bucket: BucketRecord, objects: readonly StoredObject[] = []) {
    this.bucket = bucket;
    this.#byName = new Map(objects.map((object) => [object.name, object]));
    this.#sorted = sortedByName([...this.#byName.values()]);
  }

  get(name: string): StoredObject | undefined {
    return this.#byName.get(name);
  }

  get sorted(): readonly StoredObject[] {
    return this.#sorted;
  }

  set(object: StoredObject): void {
    const at = firstFrom(this.#sorted, object.name);
    this.#sorted.splice(at, this.#byName.has(object.name) ? 1 : 0, object);
    this.#byName.set(object.name, object);
  }

  delete(name: string): void {
    if (this.#byName.delete(name)) this.#sorted.splice(firstFrom(this.#sorted, name), 1);
  }
}

/** Without characters above U+FFFF the order of code units is that of code points, and the engine's own is fast. */
function sortedByName(objects: StoredObject[]): StoredObject[] {
  const hasSurrogates = objects.some(({ name }) => /[\ud800-\udfff]/.test(name));
  if (hasSurrogates) return objects.sort((a, b) => compareNames(a.name, b.name));
  return objects.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The index of the first object whose name is not before `name`. */
export function firstFrom(sorted: readonly StoredObject[], name: string): number {
  return firstThat(sorted, (object) => compareNames(object.name, name) >= 0);
}

/** The index of the first object that passes, where all after it pass too; binary search. */
export function firstThat(sorted: readonly StoredObject[], passes: (object: StoredObject) => boolean): number {
  let start = 0;
  let end = sorted.length;
  while (start < end) {
    const middle = (start + end) >>> 1;
    const object = sorted[middle];
    if (object !== undefined && passes(object)) end = middle;
    else start = middle + 1;
  }
  return start;
}

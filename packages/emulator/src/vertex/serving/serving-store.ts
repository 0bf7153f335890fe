import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../folder/replace-file.ts';
import { isRecord } from '../../http/json-body.ts';

/** A model, endpoint or operation in the API's JSON form. */
export type Resource = Readonly<Record<string, unknown>> & { readonly name: string };

/** Models, endpoints and operations: few, and kept in one file. */
export interface ServingStore {
  get(name: string): Resource | undefined;
  /** Those whose names begin so, the oldest first. */
  list(prefix: string): readonly Resource[];
  put(resource: Resource): void;
  remove(name: string): void;
  nextId(): string;
}

export function openServingStore(folder: string): ServingStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'serving.json');
  const resources = new Map<string, Resource>(read(path));
  let last = 0;
  const save = (next: ReadonlyMap<string, Resource>) => replaceFile(path, JSON.stringify([...next]));
  return {
    get: (name) => resources.get(name),
    list: (prefix) => [...resources.values()].filter(({ name }) => name.startsWith(prefix)),
    put: (resource) => {
      save(new Map(resources).set(resource.name, resource));
      resources.set(resource.name, resource);
    },
    remove: (name) => {
      save(new Map([...resources].filter(([other]) => other !== name)));
      resources.delete(name);
    },
    nextId: () => {
      last = Math.max(last + 1, Date.now() * 1000);
      return String(last);
    },
  };
}

function read(path: string): [string, Resource][] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const entries: readonly unknown[] = Array.isArray(value) ? value : [];
    return entries.filter(
      (entry): entry is [string, Resource] =>
        Array.isArray(entry) && isRecord(entry[1]) && typeof entry[0] === 'string',
    );
  } catch {
    return [];
  }
}

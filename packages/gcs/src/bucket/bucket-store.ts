import type { File, FileMetadata } from '@google-cloud/storage';
import type { ByteSource, ObjectInfo, ObjectStore } from '../contract.ts';
import { literalPrefix } from '../object-uri.ts';
import { decoded, lookAt } from '../source/decoded.ts';
import { StorageError, wrongAnswer } from '../storage-error.ts';
import { call } from './call.ts';
import { accessTo, type ClientOptions, type Clients, loadClients } from './clients.ts';
import { objectOf } from './object-of.ts';
import { openObject } from './open-object.ts';
import { placeOf } from './place-of.ts';
import { type RetryPolicy, retrying, retryPolicy } from './retrying.ts';
import { writeObject } from './write-object.ts';

export interface BucketStoreOptions extends ClientOptions {
  readonly retries?: Partial<RetryPolicy> | undefined;
}

/** Objects of Cloud Storage, over the official client, which is loaded when the first of them is asked for. */
export function createBucketStore(options: BucketStoreOptions = {}): ObjectStore {
  const policy = retryPolicy(options.retries);
  let loaded: Promise<Clients> | undefined;
  const clients = () => {
    loaded ??= loadClients(options);
    return loaded;
  };
  const fileOf = async (uri: string): Promise<File> => {
    const { bucket, name } = placeOf(uri);
    return (await clients()).client.bucket(bucket).file(name);
  };
  const info = async (uri: string, signal: AbortSignal | undefined): Promise<ObjectInfo | undefined> => {
    const file = await fileOf(uri);
    const attempt = async () => {
      const [metadata] = await call(() => file.getMetadata(), uri, { policy, signal });
      return objectOf(uri, metadata);
    };
    return await retrying(attempt, policy, { signal }).catch(ifNotFound);
  };
  const openAt = async (object: ObjectInfo, signal: AbortSignal | undefined): Promise<ByteSource> =>
    openObject(object, { clients: accessTo(options) ?? (await clients()), policy, signal });
  return {
    list: (pattern, { signal } = {}) => listObjects(pattern, { clients, policy, signal }),
    info: (uri, { signal } = {}) => info(uri, signal),
    look: async (object, options = {}) => {
      const source = await openAt(object, options.signal);
      return { ...object, encoding: await lookAt(source, options) };
    },
    open: async (object, { signal } = {}) => decoded(await openAt(object, signal), object),
    write: async (uri, body, writing) => {
      writing.signal?.throwIfAborted();
      const read = () => info(uri, writing.signal);
      return await writeObject({ uri, clients: await clients(), policy, read }, body, writing);
    },
    delete: async (uri, { signal } = {}) => {
      const file = await fileOf(uri);
      await retrying(async () => void (await call(() => file.delete(), uri, { policy, signal })), policy, {
        signal,
      }).catch(ifNotFound);
    },
  };
}

function ifNotFound(error: unknown): undefined {
  if (error instanceof StorageError && error.code === 'not-found') return undefined;
  throw error;
}

interface ListOptions {
  readonly clients: () => Promise<Clients>;
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/** The service lists in UTF-8 byte order, a page at a time. */
async function* listObjects(pattern: string, { clients, policy, signal }: ListOptions): AsyncGenerator<ObjectInfo> {
  const { bucket, name } = placeOf(pattern);
  const [{ client }, { default: picomatch }] = await Promise.all([clients(), import('picomatch')]);
  const isMatch = picomatch(name, { dot: true });
  let pageToken: string | undefined;
  do {
    const qs = { prefix: literalPrefix(name), ...(pageToken === undefined ? {} : { pageToken }) };
    // The client's own listing ends the process, beyond any catch, where an answer has something else than a list.
    const page = () => call(() => client.bucket(bucket).request({ uri: '/o', qs }), pattern, { policy, signal });
    const [answer] = await retrying(page, policy, { signal });
    if (!isListing(answer)) throw wrongAnswer(pattern, 'no listing of objects');
    const next = answer.nextPageToken || undefined;
    if (next !== undefined && next === pageToken)
      throw wrongAnswer(pattern, 'a page that names itself as the next one');
    for (const object of answer.items ?? []) {
      if (isMatch(object.name)) yield objectOf(`gs://${bucket}/${object.name}`, object);
    }
    pageToken = next;
  } while (pageToken !== undefined);
}

interface Listing {
  readonly items?: readonly (FileMetadata & { readonly name: string })[];
  readonly nextPageToken?: string;
}

/** What is none, such as a page of a network that wants a login, has no objects either. */
function isListing(answer: unknown): answer is Listing {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false;
  const { items = [], nextPageToken = '' } = answer as Readonly<Record<string, unknown>>;
  if (!Array.isArray(items) || typeof nextPageToken !== 'string') return false;
  return items.every((item) => typeof Object(item).name === 'string');
}

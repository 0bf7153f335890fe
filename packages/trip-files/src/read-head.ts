import type { ColumnOptions, Purpose, TripHeader } from '@taxifare/core';
import type { ObjectInfo, ObjectStore } from '@taxifare/gcs';

export interface HeadOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
}

/** What is wanted of an object's header. */
export interface TripHeaderRequest extends HeadOptions {
  readonly columns?: ColumnOptions | undefined;
  readonly purpose: Purpose;
  /** The header of an object that has been read, of a stream that cannot be read again too. */
  readonly known?: ((object: ObjectInfo) => TripHeader | undefined) | undefined;
}

/** The first bytes of an object's content, and whether they are all. */
export interface Head {
  readonly bytes: Uint8Array;
  readonly isComplete: boolean;
}

/** At most `want` bytes from the beginning of an object's content. */
export async function readHead(object: ObjectInfo, want: number, { store, signal }: HeadOptions): Promise<Head> {
  const source = await store.open(object, { signal });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of source.chunks({ start: 0, end: want }, { signal })) {
      const part = chunk.slice(0, want - length);
      chunks.push(part);
      length += part.length;
      if (length >= want) break;
    }
    return { bytes: Buffer.concat(chunks), isComplete: length < want };
  } finally {
    source.close();
  }
}

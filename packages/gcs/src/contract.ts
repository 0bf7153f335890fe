/** An object as a store knows it: one generation of it, for ever the same bytes. */
export interface ObjectInfo {
  /** `gs://bucket/name`, or an absolute path. */
  readonly uri: string;
  readonly bytes: number;
  /** Names this version of the object; another write gives another generation. For files: their times, size, inode. */
  readonly generation: string;
  /** Base64 of the big-endian CRC32C (Castagnoli) of the bytes; `undefined` where the store keeps none (files). */
  readonly crc32c: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** What must hold for a write to take place: nothing there yet, exactly this generation there, or no condition. */
export type WriteCondition = 'absent' | 'any' | { readonly generation: string };

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions extends CallOptions {
  readonly condition: WriteCondition;
  readonly contentType?: string | undefined;
}

/** Half-open: `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Objects behind one contract. Every method rejects with `StorageError`, and with the signal's reason when it aborts.
 * What is read is what was asked for, verified, or an error: never fewer bytes, never another generation's.
 */
export interface ObjectStore {
  /** Objects that match a glob (`*` and `?` stay inside one path segment, `**` crosses), in UTF-8 byte order of their names. */
  list(pattern: string, options?: CallOptions): AsyncIterable<ObjectInfo>;
  /** `undefined` where there is no such object; a missing bucket is an error. */
  info(uri: string, options?: CallOptions): Promise<ObjectInfo | undefined>;
  /** Exactly the bytes `[start, end)` of this generation. */
  readRange(object: ObjectInfo, range: ByteRange, options?: CallOptions): Promise<Uint8Array>;
  /** The whole of this generation, in order, checked against its CRC32C where there is one before the last chunk is handed out. */
  readStream(object: ObjectInfo, options?: CallOptions): AsyncIterable<Uint8Array>;
  /**
   * Atomic: readers see the old object or the whole new one. The body's chunks are the store's, and are not changed. The
   * answer is what is there then; under 'any' that is another writer's object if it came right after.
   */
  write(uri: string, body: Uint8Array | AsyncIterable<Uint8Array>, options: WriteOptions): Promise<ObjectInfo>;
  /** Fine when there is nothing to delete. */
  delete(uri: string, options?: CallOptions): Promise<void>;
}

/** How the content of an object is packed; by its first bytes, never by its name. */
export type Encoding = 'identity' | 'gzip' | 'zstd' | 'zip';

/** An object as a store knows it: one generation of it, for ever the same bytes. */
export interface ObjectInfo {
  /** `gs://bucket/name`, an absolute path, `https://…` without its query, or `standard input`. */
  readonly uri: string;
  /** As they are stored; Infinity where only reading them tells. */
  readonly bytes: number;
  /** Names this version of the object; another write gives another generation. For files: their times, size, inode. */
  readonly generation: string;
  /** Base64 of the big-endian CRC32C (Castagnoli) of the bytes; `undefined` where the store keeps none (files). */
  readonly crc32c: string | undefined;
  /** Where it is fetched from, if that is not `uri`: with its query, which may be a credential. Not for people. */
  readonly url?: string | undefined;
  /** `undefined` until somebody has looked (`ObjectStore.look`). */
  readonly encoding?: Encoding | undefined;
}

/** What must hold for a write to take place: nothing there yet, exactly this generation there, or no condition. */
export type WriteCondition = 'absent' | 'any' | { readonly generation: string };

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface WriteOptions extends CallOptions {
  readonly condition: WriteCondition;
  readonly contentType?: string | undefined;
  /** Of an upload to a bucket in pieces: whoever writes the same body again goes on where it broke off. */
  readonly memory?: UploadMemory | undefined;
}

/** Where an upload that is under way is remembered beyond this process. A session is an address that lets in whoever has it. */
export interface UploadMemory {
  /** The session of an earlier process, if there is one. */
  recall(): Promise<string | undefined>;
  keep(session: string): Promise<void>;
  /** It is finished, or of no use any more. */
  forget(): Promise<void>;
  /** Told how many bytes the service has already. */
  goesOn(bytes: number): void;
}

/** Half-open: `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * An object that is open: its content, decompressed where it is packed. Reads what was asked for, verified, or throws:
 * `StorageError`, `ContentError` where what it is packed in is damaged, or the signal's reason when it aborts.
 */
export interface ByteSource {
  /** How many bytes of content there are; Infinity where only reading them tells. */
  readonly bytes: number;
  /**
   * Reads content from the byte `position` on into the caller's memory, without awaiting; answers how many bytes came, 0 at
   * the end. Where this is, it is the fast way: plain local files.
   */
  readonly readInto?: ((buffer: Uint8Array, position: number) => number) | undefined;
  /**
   * The content's bytes [start, end), all of them unless told, as they come. A chunk is the caller's until it asks for the
   * next. A range that reaches past the end of the content ends there.
   */
  chunks(range?: Partial<ByteRange>, options?: CallOptions): AsyncIterable<Uint8Array>;
  /** Throws 'changed' unless a local file still is the one that was asked for. */
  close(): void;
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
  /** Says how the object is packed; reads a few bytes of it. */
  look(object: ObjectInfo, options?: CallOptions): Promise<ObjectInfo>;
  /** Opens this generation for reading. A whole object is checked against its CRC32C before its last bytes are handed out. */
  open(object: ObjectInfo, options?: CallOptions): Promise<ByteSource>;
  /**
   * Atomic: readers see the old object or the whole new one. A chunk of the body is used until the next is asked for. The
   * answer is what is there then; under 'any' that is another writer's object if it came right after.
   */
  write(uri: string, body: Uint8Array | AsyncIterable<Uint8Array>, options: WriteOptions): Promise<ObjectInfo>;
  /** Fine when there is nothing to delete. */
  delete(uri: string, options?: CallOptions): Promise<void>;
}

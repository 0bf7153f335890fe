import { createHash, randomUUID } from 'node:crypto';
import { constants, copyFile, type FileHandle, link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { base64OfCrc32c, crc32c } from '@taxifare/crc32c';
import { isNodeError } from '../folder/node-error.ts';

/** Bytes on disk that are to become an object: whole, and safe against a power cut. */
export interface StagedBytes {
  readonly path: string;
  readonly size: number;
  /** Base64, as in an object's metadata. */
  readonly crc32c: string;
  /** Base64; composed objects have none. */
  readonly md5Hash: string | undefined;
}

/** Bytes on their way in. Either `finish` or `discard` ends it. */
export interface IncomingFile {
  /** What was written whole; what a failed write left behind it is written over. */
  readonly size: number;
  write(chunk: Uint8Array): Promise<void>;
  /** Closes the file until the next write: a sender may stay away for long. */
  suspend(): Promise<void>;
  finish(): Promise<StagedBytes>;
  /** Drops it before it is finished. */
  discard(): Promise<void>;
  /** Drops it after. */
  remove(): Promise<void>;
}

export async function openIncomingFile(folder: string): Promise<IncomingFile> {
  const path = join(folder, randomUUID());
  let file: FileHandle | undefined = await open(path, 'wx', 0o600);
  const md5 = createHash('md5');
  let crc = 0;
  let size = 0;
  const close = async () => {
    const open = file;
    file = undefined;
    await open?.close();
  };
  return {
    get size() {
      return size;
    },
    write: async (chunk) => {
      file ??= await open(path, 'r+');
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, done, chunk.length - done, size + done);
        done += bytesWritten;
      }
      crc = crc32c(chunk, crc);
      md5.update(chunk);
      size += chunk.length;
    },
    suspend: close,
    finish: async () => {
      file ??= await open(path, 'r+');
      try {
        await file.truncate(size);
        await file.sync();
      } finally {
        await close();
      }
      return { path, size, crc32c: base64OfCrc32c(crc), md5Hash: md5.digest('base64') };
    },
    discard: async () => {
      await close();
      await rm(path, { force: true });
    },
    remove: () => rm(path, { force: true }),
  };
}

/** A second name for bytes that are an object already; a copy of them where the disk knows no hard links. */
export async function stageLink(folder: string, source: StagedBytes): Promise<StagedBytes> {
  const path = join(folder, randomUUID());
  try {
    await link(source.path, path);
  } catch (cause) {
    if (isNodeError(cause) && cause.code === 'ENOENT') throw cause;
    await copyFile(source.path, path, constants.COPYFILE_FICLONE);
  }
  return { ...source, path };
}

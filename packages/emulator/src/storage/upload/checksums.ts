import type { IncomingHttpHeaders } from 'node:http';
import { storageApiError } from '../../http/api-error.ts';
import type { StagedBytes } from '../staged-bytes.ts';

/** What the sender says that the bytes come to; base64, as everywhere in the API. */
export interface ExpectedSums {
  readonly crc32c: string | undefined;
  readonly md5Hash: string | undefined;
}

/** The checksums in an object resource that was sent along, or in the headers. */
export function expectedSums(resource: Readonly<Record<string, unknown>>, headers: IncomingHttpHeaders): ExpectedSums {
  const hash = String(headers['x-goog-hash'] ?? '');
  const inHeader = (name: string) => new RegExp(`(?:^|,)\\s*${name}=([^,\\s]+)`).exec(hash)?.[1];
  const { crc32c, md5Hash } = resource;
  const contentMd5 = headers['content-md5'];
  return {
    crc32c: typeof crc32c === 'string' ? crc32c : inHeader('crc32c'),
    md5Hash:
      typeof md5Hash === 'string'
        ? md5Hash
        : (inHeader('md5') ?? (typeof contentMd5 === 'string' ? contentMd5 : undefined)),
  };
}

/** Throws 400 unless the bytes are what the sender says. */
export function checkSums(expected: ExpectedSums, bytes: StagedBytes): void {
  const refuse = (name: string, sent: string, got: string | undefined): Error => {
    const message = `Provided ${name} hash "${sent}" doesn't match calculated ${name} hash "${got}".`;
    return storageApiError(400, 'invalid', message);
  };
  if (expected.crc32c !== undefined && expected.crc32c !== bytes.crc32c) {
    throw refuse('CRC32C', expected.crc32c, bytes.crc32c);
  }
  if (expected.md5Hash !== undefined && bytes.md5Hash !== undefined && expected.md5Hash !== bytes.md5Hash) {
    throw refuse('MD5', expected.md5Hash, bytes.md5Hash);
  }
}

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: Uint8Array;
  /** 8 (deflate) unless told; 0 is stored. */
  readonly method?: number;
  readonly isEncrypted?: boolean;
  /** What the directory says instead of the truth. */
  readonly says?: { readonly bytes?: number; readonly crc32?: number };
}

/** A ZIP archive (APPNOTE.TXT 6.3.10); sizes and places are in its 64-bit form where told. */
export function zipOf(members: readonly ZipMember[], { isZip64 = false }: { readonly isZip64?: boolean } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (bytes: Buffer) => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const { name, content, method = 8, isEncrypted = false, says = {} } of members) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const sum = says.crc32 ?? crc32(content);
    const bytes = says.bytes ?? content.length;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(isZip64 ? 45 : 20, 0);
    common.writeUInt16LE(isEncrypted ? 1 : 0, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(sum, 10);
    common.writeUInt32LE(isZip64 ? 0xffffffff : packed.length, 14);
    common.writeUInt32LE(isZip64 ? 0xffffffff : bytes, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const sizes = Buffer.alloc(28);
    sizes.writeUInt16LE(1, 0);
    sizes.writeBigUInt64LE(BigInt(bytes), 4);
    sizes.writeBigUInt64LE(BigInt(packed.length), 12);
    sizes.writeBigUInt64LE(BigInt(at), 20);
    const inLocal = isZip64 ? Buffer.from(sizes.subarray(0, 20)) : Buffer.alloc(0);
    if (isZip64) inLocal.writeUInt16LE(16, 2);
    common.writeUInt16LE(inLocal.length, 24);
    const start = at;
    put(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), inLocal, packed]));
    if (isZip64) sizes.writeUInt16LE(24, 2);
    const inDirectory = isZip64 ? sizes : Buffer.alloc(0);
    common.writeUInt16LE(inDirectory.length, 24);
    const places = Buffer.alloc(14);
    places.writeUInt32LE(isZip64 ? 0xffffffff : start, 10);
    const version = Buffer.from([isZip64 ? 45 : 20, 3]);
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), version, common, places, Buffer.from(name), inDirectory]),
    );
  }
  const start = at;
  for (const entry of directory) put(entry);
  const length = at - start;
  if (isZip64) {
    const end = Buffer.alloc(56);
    end.write('PK\x06\x06', 0, 'latin1');
    end.writeBigUInt64LE(44n, 4);
    end.writeBigUInt64LE(BigInt(members.length), 24);
    end.writeBigUInt64LE(BigInt(members.length), 32);
    end.writeBigUInt64LE(BigInt(length), 40);
    end.writeBigUInt64LE(BigInt(start), 48);
    const locator = Buffer.alloc(20);
    locator.write('PK\x06\x07', 0, 'latin1');
    locator.writeBigUInt64LE(BigInt(at), 8);
    locator.writeUInt32LE(1, 16);
    put(end);
    put(locator);
  }
  const last = Buffer.alloc(22);
  last.write('PK\x05\x06', 0, 'latin1');
  last.writeUInt16LE(isZip64 ? 0xffff : members.length, 8);
  last.writeUInt16LE(isZip64 ? 0xffff : members.length, 10);
  last.writeUInt32LE(isZip64 ? 0xffffffff : length, 12);
  last.writeUInt32LE(isZip64 ? 0xffffffff : start, 16);
  put(last);
  return Buffer.concat(parts);
}

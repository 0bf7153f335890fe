import type { Encoding } from '../contract.ts';

const MAGICS: readonly (readonly [Encoding, readonly number[]])[] = [
  // RFC 1952, section 2.3.1: the identification and the only compression method there is.
  ['gzip', [0x1f, 0x8b, 0x08]],
  // RFC 8878, section 3.1.1; and section 3.1.2, skippable frames, which begin what pzstd writes.
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ...Array.from({ length: 16 }, (_, i): readonly [Encoding, readonly number[]] => [
    'zstd',
    [0x50 + i, 0x2a, 0x4d, 0x18],
  ]),
  // APPNOTE.TXT 6.3.10, sections 4.3.7 (a local file header) and 4.3.16 (an archive with nothing in it).
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
];

/** So many first bytes tell how content is packed. */
export const MAGIC_BYTES: number = 4;

export function encodingOf(first: Uint8Array): Encoding {
  const found = MAGICS.find(([, magic]) => magic.every((byte, i) => first[i] === byte));
  return found?.[0] ?? 'identity';
}

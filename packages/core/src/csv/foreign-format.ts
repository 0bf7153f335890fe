const MAGICS: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
  ['gzip data', [0x1f, 0x8b]],
  ['a Zstandard file', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a ZIP archive (or a spreadsheet)', [0x50, 0x4b, 0x03, 0x04]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['UTF-16 text', [0xff, 0xfe]],
  ['UTF-16 text', [0xfe, 0xff]],
];

const LOOKED_AT_BYTES = 1024;

/** What a file that is not CSV seems to be, from its first bytes; undefined if it may well be CSV. */
export function foreignFormat(bytes: Uint8Array): string | undefined {
  for (const [name, magic] of MAGICS) {
    if (magic.every((byte, i) => bytes[i] === byte)) return name;
  }
  const start = String.fromCharCode(...bytes.subarray(0, LOOKED_AT_BYTES));
  if (/^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml|!--)/i.test(start)) return 'HTML or XML (a login page?)';
  const line = start.split('\n', 1).join();
  const nuls = line.split('\0').length - 1;
  if (nuls === 0) return undefined;
  return nuls * 3 > line.length ? 'UTF-16 text' : 'binary data';
}

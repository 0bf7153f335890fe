/** What a file is that is not CSV, and what to do about it. */
export interface ForeignFormat {
  readonly name: string;
  readonly fix: string;
}

const TEXT = 'give a comma-separated UTF-8 text';
const UTF_16: ForeignFormat = { name: 'UTF-16 text', fix: 'convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW.csv' };

const MAGICS: readonly (readonly [name: string, bytes: readonly number[], fix: string])[] = [
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47], TEXT],
  ['a JPEG image', [0xff, 0xd8, 0xff], TEXT],
  ['a PDF', [0x25, 0x50, 0x44, 0x46], TEXT],
  ['gzip data', [0x1f, 0x8b], 'unpack it: gunzip -k FILE'],
  ['a Zstandard file', [0x28, 0xb5, 0x2f, 0xfd], 'unpack it: unzstd FILE'],
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04], 'unpack it: unzip FILE'],
  ['bzip2 data', [0x42, 0x5a, 0x68], 'unpack it: bunzip2 -k FILE'],
  ['xz data', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], 'unpack it: unxz -k FILE'],
  ['LZ4 data', [0x04, 0x22, 0x4d, 0x18], 'unpack it: lz4 -d FILE'],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'unpack it: 7z x FILE'],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31], 'save it to a file: a stream of it cannot be read'],
  ['an Excel workbook', [0xd0, 0xcf, 0x11, 0xe0], 'save it as CSV (UTF-8)'],
];

const LOOKED_AT_BYTES = 1024;

/** What a file that is not CSV seems to be, from its first bytes; undefined if it may well be CSV. */
export function foreignFormat(bytes: Uint8Array): ForeignFormat | undefined {
  for (const [name, magic, fix] of MAGICS) {
    if (magic.every((byte, i) => bytes[i] === byte)) return { name, fix };
  }
  const mark = `${bytes[0]} ${bytes[1]}`;
  if (mark === '255 254' || mark === '254 255') return UTF_16;
  const start = String.fromCharCode(...bytes.subarray(0, LOOKED_AT_BYTES));
  if (start.startsWith('version https://git-lfs.github.com/spec/')) {
    return { name: 'a pointer of Git LFS, in place of the file', fix: 'fetch the file: git lfs pull' };
  }
  if (/^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml|!--)/i.test(start)) {
    return { name: 'HTML or XML (a login page?)', fix: 'download the file itself, not the page about it' };
  }
  if (/^(\xef\xbb\xbf)?\s*(\[\s*)?[[{]\s*["\]}]/.test(start)) return { name: 'JSON', fix: 'write it as CSV' };
  const line = start.split('\n', 1).join();
  const nuls = line.split('\0').length - 1;
  if (nuls === 0) return undefined;
  return nuls * 3 > line.length ? UTF_16 : { name: 'binary data', fix: TEXT };
}

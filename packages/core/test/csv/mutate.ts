import type { Random } from './random.ts';

const BYTES: readonly number[] = [...Buffer.from(',,,;;\t|\n\n\r".-+ \t\0eE0123456789xé')];

/** A copy of a file with so many bytes of its records replaced, put in or taken out. */
export function mutated(random: Random, file: Uint8Array, mutations: number): Uint8Array {
  const headerEnd = file.indexOf(10) + 1;
  const places = Array.from({ length: mutations }, () => headerEnd + random.below(file.length - headerEnd));
  places.sort((a, b) => a - b);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const place of places) {
    if (place < at) continue;
    parts.push(file.subarray(at, place));
    const way = random.below(3);
    const byte = random.oneIn(20) ? random.below(256) : random.pick(BYTES);
    if (way > 0) parts.push(Uint8Array.of(byte));
    at = way === 2 ? place : place + 1;
  }
  parts.push(file.subarray(at));
  return Buffer.concat(parts);
}

/** Bytes that mean nothing, but for many that a parser heeds; the header comes first. */
export function garbage(random: Random, header: string, length: number): Uint8Array {
  const isAnyByte = random.oneIn(3);
  const file = Buffer.alloc(header.length + length);
  file.write(header, 'latin1');
  for (let at = header.length; at < file.length; at += 1) {
    file[at] = isAnyByte && random.oneIn(2) ? random.below(256) : random.pick(BYTES);
  }
  return file;
}

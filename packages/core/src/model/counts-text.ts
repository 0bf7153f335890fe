import { PICTURE_LENGTH } from '../trips/picture-axes.ts';
import { picturePacked, pictureUnpacked } from '../trips/picture-bytes.ts';

/** As much of the host as is needed: core knows neither the browser's types nor Node's. */
interface Host {
  atob(base64: string): string;
  btoa(characters: string): string;
}

/** A picture's counts as base64 of their packed bytes: two to four bytes a bin that is not empty. */
export function formatCounts(picture: Float64Array): string {
  const { btoa } = globalThis as unknown as Host;
  const bytes = picturePacked(picture);
  let characters = '';
  for (let at = 0; at < bytes.length; at += 8192) characters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(characters);
}

/** The counts in such a text; `undefined` where it is none. */
export function parseCounts(text: string): Float64Array | undefined {
  const { atob } = globalThis as unknown as Host;
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return pictureUnpacked(bytes, PICTURE_LENGTH);
  } catch {
    return undefined;
  }
}

export { combineCrc32c } from './combine-crc32c.ts';
export { base64OfCrc32c, crc32c } from './crc32c.ts';

export { base64OfCrc32c, crc32c } from './crc32c.ts';

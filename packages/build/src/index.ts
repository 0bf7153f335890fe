export { buildChunks } from './build-chunks.ts';
export { buildOneFile } from './build-one-file.ts';

/** Builds the submitter as chunks: a command's own file, and the clients that it needs, load when it runs. */
import { buildChunks } from '@taxifare/build';

console.log(await buildChunks({ folder: import.meta.dirname, name: 'submitter' }));

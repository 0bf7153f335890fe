/** Serves one file in ranges over TLS on loopback, until its standard input ends; prints the address. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:https';

const [path = '', key = '', cert = ''] = process.argv.slice(2);
const size = statSync(path).size;
const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
  const [, from = '0', to = `${size - 1}`] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = [Number(from), Math.min(Number(to), size - 1)];
  const range = { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': end - start + 1, etag: '"1"' };
  response.writeHead(206, range);
  createReadStream(path, { start, end, highWaterMark: 256 * 1024 }).pipe(response);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`https://localhost:${address?.port}/trips.csv`);
});
process.stdin.resume().on('end', () => process.exit());

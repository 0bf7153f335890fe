import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { request } from '../../src/http/request.ts';

const BODY = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => `${i}\n`).join(''));

/** A certificate of this machine's own for `localhost`; `undefined` where no openssl is. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const args = ['req', '-x509', ...key, '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '1', ...subject];
  try {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) };
}

test('request over TLS leaves a chunk as it is while it is in use, however much more has come', async () => {
  const own = certificate();
  if (own === undefined) {
    console.warn('NOT RUN: a TLS server; there is no openssl to make a certificate');
    return;
  }
  setDefaultCACertificates([own.cert.toString()]);
  const server = createServer(own, (_request, response) => response.end(BODY));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const { body } = await request({ method: 'GET', url }, { silenceMs: 20_000, signal: undefined });
  const got = createHash('sha256');
  for await (const chunk of body) {
    await delay(1);
    got.update(chunk);
  }
  server.closeAllConnections();
  expect(got.digest('hex')).toBe(createHash('sha256').update(BODY).digest('hex'));
});

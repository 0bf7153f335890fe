import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { problemOfCredentials } from '../src/settings/credentials-file.ts';

const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

/** The problem with a credentials file of this text. */
function problemWith(text: string | undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-credentials-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'key.json');
  if (text !== undefined) writeFileSync(path, text);
  return problemOfCredentials({ GOOGLE_APPLICATION_CREDENTIALS: path });
}

test.each([
  ['a missing file', undefined, 'no such file'],
  ['broken JSON', '{"type": "service_account"', 'not JSON'],
  ['JSON of something else', '{"name": "x"}', 'no credentials of Google Cloud'],
  ['null', 'null', 'no credentials of Google Cloud'],
  ['a garbled key', JSON.stringify({ type: 'service_account', private_key: 'x' }), 'its private key cannot be read'],
])('%s is a problem that names the variable', (_, text, what) => {
  expect(problemWith(text)).toMatchObject({ where: 'GOOGLE_APPLICATION_CREDENTIALS', what });
});

test('credentials as Google gives them are none', () => {
  expect(problemWith(JSON.stringify({ type: 'service_account', private_key: KEY }))).toBeUndefined();
  expect(problemWith(JSON.stringify({ type: 'authorized_user', refresh_token: 'x' }))).toBeUndefined();
  expect(problemOfCredentials({})).toBeUndefined();
});

test('a folder is no credentials file, and neither shows a secret', () => {
  expect(problemOfCredentials({ GOOGLE_APPLICATION_CREDENTIALS: tmpdir() })?.what).toBe('not a file');
  expect(JSON.stringify(problemWith(JSON.stringify({ type: 'service_account', private_key: 'secret' })))).not.toContain(
    'secret',
  );
});

import { expect, test } from 'vitest';
import { withoutSecrets } from '../src/index.ts';

test.each([
  ['request to http://127.0.0.1:8080/secret/b?x=1 failed, reason: connect ECONNREFUSED', 'connect ECONNREFUSED'],
  ["see 'http://127.0.0.1:8080/secret/storage/v1/b?x=1'", "see 'http://127.0.0.1:8080/…'"],
  ['http://[::1]:1/secret and http://localhost/secret', 'http://[::1]:1/… and http://localhost/…'],
  ['https://me:secret@proxy.example/path', 'https://proxy.example/path'],
  ['Authorization: Bearer ya29.secret-token_x', 'Authorization: Bearer …'],
  ['{"access_token": "secret"}', '{"access_token": "…"}'],
  ['grant_type=x&refresh_token=1%2F%2Fsecret%2B==&id_token=secret', 'grant_type=x&refresh_token=…&id_token=…'],
  ['https://me:sec@ret@proxy.example/path', 'https://proxy.example/path'],
  ['https://b.s3.amazonaws.com/o?X-Amz-Security-Token=secret', 'https://b.s3.amazonaws.com/o?X-Amz-Security-Token=…'],
  [
    'https://storage.googleapis.com/b/o?name=x&upload_id=secret&X-Goog-Signature=secret',
    'https://storage.googleapis.com/b/o?name=x&upload_id=…&X-Goog-Signature=…',
  ],
])('withoutSecrets makes %s harmless', (text, harmless) => {
  expect(withoutSecrets(text)).toBe(harmless);
});

test('withoutSecrets leaves alone what one is told to visit', () => {
  const text =
    'Enable it by visiting https://console.developers.google.com/apis/api/storage/overview?project=123 then retry.';
  expect(withoutSecrets(text)).toBe(text);
});

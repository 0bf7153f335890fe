import type { Checked } from '@taxifare/console';
import { problemOf } from './check.ts';

const ACCOUNT = /^[a-z0-9][a-z0-9-]*@([a-z0-9.-]+\.)?[a-z0-9.-]*gserviceaccount\.com$/;
const NETWORK = /^projects\/\d+\/global\/networks\/[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const KEY = /^projects\/[^/\s]+\/locations\/([^/\s]+)\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/;
// host[:port]/path:tag@digest, by the reference grammar of container images (distribution/reference).
const IMAGE =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** A service account's address. */
export function checkServiceAccount(where: string, text: string): Checked<string> {
  if (ACCOUNT.test(text)) return { value: text };
  return problemOf(where, "not a service account's address", text, 'give NAME@PROJECT.iam.gserviceaccount.com');
}

/** A VPC network's full name. */
export function checkNetwork(where: string, text: string): Checked<string> {
  if (NETWORK.test(text)) return { value: text };
  return problemOf(where, "not a network's full name", text, 'give projects/PROJECT_NUMBER/global/networks/NAME');
}

/** A Cloud KMS key's full name; `regionOfKey` says where it lies. */
export function checkKmsKey(where: string, text: string): Checked<string> {
  if (KEY.test(text)) return { value: text };
  const fix = 'give projects/P/locations/REGION/keyRings/RING/cryptoKeys/KEY';
  return problemOf(where, "not a key's full name", text, fix);
}

export function regionOfKey(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

/** A container image's name. */
export function checkImage(where: string, text: string): Checked<string> {
  if (IMAGE.test(text)) return { value: text };
  const fix = /[A-Z]/.test(text.split(':')[0] ?? '') ? `try ${text.toLowerCase()}` : 'give a name such as node:24-slim';
  return problemOf(where, "not an image's name", text, fix);
}

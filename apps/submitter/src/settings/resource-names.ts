import { type Checked, problemOf } from './check.ts';
import type { Given } from './inputs.ts';

const ACCOUNT = /^[a-z0-9][a-z0-9-]*@([a-z0-9.-]+\.)?[a-z0-9.-]*gserviceaccount\.com$/;
const NETWORK = /^projects\/[^/\s]+\/global\/networks\/[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const KEY = /^projects\/[^/\s]+\/locations\/([^/\s]+)\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/;
// host[:port]/path:tag@digest, by the reference grammar of container images (distribution/reference).
const IMAGE =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** A service account's address. */
export function checkServiceAccount({ where, text }: Given): Checked<string> {
  if (ACCOUNT.test(text)) return { value: text };
  return problemOf(where, "not a service account's address", text, 'give NAME@PROJECT.iam.gserviceaccount.com');
}

/** A VPC network's full name. */
export function checkNetwork({ where, text }: Given): Checked<string> {
  if (NETWORK.test(text)) return { value: text };
  return problemOf(where, "not a network's full name", text, 'give projects/PROJECT_NUMBER/global/networks/NAME');
}

/** A Cloud KMS key's full name; it must lie in the job's region. */
export function checkKmsKey({ where, text }: Given, region: string): Checked<string> {
  const location = KEY.exec(text)?.[1];
  if (location === undefined) {
    return problemOf(
      where,
      "not a key's full name",
      text,
      'give projects/P/locations/REGION/keyRings/RING/cryptoKeys/KEY',
    );
  }
  if (location !== region)
    return problemOf(where, `lies in ${location}, the job in ${region}`, text, `give a key in ${region}`);
  return { value: text };
}

/** A container image's name. */
export function checkImage({ where, text }: Given): Checked<string> {
  if (IMAGE.test(text)) return { value: text };
  const fix = /[A-Z]/.test(text.split(':')[0] ?? '') ? `try ${text.toLowerCase()}` : 'give a name such as node:24-slim';
  return problemOf(where, "not an image's name", text, fix);
}

import { bundleUri, type SubmitPlan } from './submit-plan.ts';

/**
 * What `--bootstrap download` hands to `node -e`: fetch the bundle over HTTPS with the machine's own token, refuse it
 * unless its SHA-256 is the one in its name, run it with the arguments that follow. A custom storage endpoint is spoken
 * to without a token, as the official clients do. It uses nothing but Node.
 */
const SCRIPT = `
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
const [bucket, name, sha256] = process.argv.splice(1, 3);
const endpoint = process.env.STORAGE_API_ENDPOINT;
const headers = {};
if (!endpoint) {
  const asked = await fetch('http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
    { headers: { 'Metadata-Flavor': 'Google' } });
  if (!asked.ok) throw new Error('metadata server: no token, got ' + asked.status + '; use --bootstrap mount');
  headers.Authorization = 'Bearer ' + (await asked.json()).access_token;
}
const url = (endpoint || 'https://storage.googleapis.com') +
  '/storage/v1/b/' + encodeURIComponent(bucket) + '/o/' + encodeURIComponent(name) + '?alt=media';
const answer = await fetch(url, { headers, signal: AbortSignal.timeout(60_000) });
const where = 'gs://' + bucket + '/' + name;
if (!answer.ok) throw new Error(where + ': cannot be read, got ' + answer.status + '; see submitter doctor');
const bundle = new Uint8Array(await answer.arrayBuffer());
const found = createHash('sha256').update(bundle).digest('hex');
if (found !== sha256) throw new Error(where + ': other bytes than were packaged, got SHA-256 ' + found + '; submit again');
const file = join(mkdtempSync(join(tmpdir(), 'trainer-')), 'trainer.mjs');
writeFileSync(file, bundle);
process.argv.splice(1, 0, file);
await import(pathToFileURL(file).href);
`.trim();

/** `command` and the arguments that come before the trainer's own. */
export function startOf(plan: SubmitPlan): { readonly command: readonly string[]; readonly args: readonly string[] } {
  const uri = bundleUri(plan);
  if (plan.options.bootstrap === 'mount') return { command: ['node'], args: [uri.replace('gs://', '/gcs/')] };
  const name = uri.slice(`gs://${plan.bucket}/`.length);
  return {
    command: ['node'],
    args: ['--input-type=module', '-e', SCRIPT, '--', plan.bucket, name, plan.bundle.sha256],
  };
}

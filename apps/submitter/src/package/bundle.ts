/** The trainer as its build left it: one file and the manifest of what went in. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@taxifare/console';

/** The budget: what keeps a Google client, or half of mathjs, from slipping in unseen. */
export const MAX_BUNDLE_BYTES = 2_500_000;

export interface BundleManifest {
  readonly schemaVersion: 1;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The Node version that it was built and tested with. */
  readonly node: string;
  readonly modules: readonly { readonly path: string; readonly bytes: number }[];
  readonly dependencies: readonly { readonly name: string; readonly version: string; readonly license: string }[];
}

export interface Bundle {
  readonly manifest: BundleManifest;
  readonly body: Uint8Array;
}

const BUILD = 'run npx pnpm@12 build';

/** The bundle, after its own manifest's word and within the budget; `ConfigError` where it was not built, or changed since. */
export async function readBundle(folder: string): Promise<Bundle> {
  const manifest = manifestOf(
    await readBuilt(join(folder, 'trainer.manifest.json')),
    join(folder, 'trainer.manifest.json'),
  );
  const path = join(folder, manifest.file);
  const body = await readBuilt(path);
  const sha256 = createHash('sha256').update(body).digest('hex');
  if (sha256 !== manifest.sha256) {
    throw problem(path, 'not the file that its manifest describes', `SHA-256 ${sha256}`);
  }
  const strangers = manifest.dependencies.filter(({ name }) => name === '@google-cloud/aiplatform');
  if (strangers.length > 0)
    throw problem(path, 'has @google-cloud/aiplatform in it, which no trainer needs', undefined, 'take it out');
  if (body.byteLength > MAX_BUNDLE_BYTES) {
    const got = `${body.byteLength} bytes`;
    throw problem(path, `over the budget of ${MAX_BUNDLE_BYTES} bytes`, got, 'see submitter package');
  }
  return { manifest, body };
}

function problem(where: string, what: string, got?: string, fix = BUILD): ConfigError {
  return new ConfigError([{ where, what, got, fix }]);
}

async function readBuilt(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw problem(path, 'the trainer has not been built');
    }
    throw error;
  }
}

function manifestOf(body: Uint8Array, path: string): BundleManifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw problem(path, 'not JSON', error instanceof Error ? error.message : String(error));
  }
  if (!isManifest(json)) throw problem(path, 'not a bundle manifest of schema 1');
  return json;
}

function isManifest(json: unknown): json is BundleManifest {
  if (typeof json !== 'object' || json === null) return false;
  const { schemaVersion, file, sha256, node, modules, dependencies } = json as Record<string, unknown>;
  return (
    schemaVersion === 1 &&
    typeof file === 'string' &&
    /^[\w.-]+$/.test(file) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    typeof node === 'string' &&
    Array.isArray(modules) &&
    Array.isArray(dependencies)
  );
}

import type { ObjectStore } from '@taxifare/gcs';
import type { Bundle } from './bundle.ts';
import { formatPackageManifest, type PackageManifest } from './package-manifest.ts';

export interface Upload {
  readonly uri: string;
  /** `false`: the same bundle was there already, and nothing was sent. */
  readonly isNew: boolean;
}

/**
 * Puts the bundle under its own hash, unless it is there: whoever comes first writes, everyone after finds it. The
 * manifest goes first, so that a bundle that is there always has one.
 */
export async function uploadPackage(
  store: ObjectStore,
  {
    uri,
    bundle,
    manifest,
    signal,
  }: {
    readonly uri: string;
    readonly bundle: Bundle;
    readonly manifest: PackageManifest;
    readonly signal: AbortSignal;
  },
): Promise<Upload> {
  if ((await store.info(uri, { signal })) !== undefined) return { uri, isNew: false };
  const manifestBody = new TextEncoder().encode(formatPackageManifest(manifest));
  await writeOnce(store, uri.replace(/\.mjs$/, '.manifest.json'), manifestBody, 'application/json', signal);
  return { uri, isNew: await writeOnce(store, uri, bundle.body, 'text/javascript', signal) };
}

/** `false` when another submit was faster: what it wrote has the same name, hence the same bytes. */
async function writeOnce(
  store: ObjectStore,
  uri: string,
  body: Uint8Array,
  contentType: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await store.write(uri, body, { condition: 'absent', contentType, signal });
    return true;
  } catch (error) {
    if (!signal.aborted && (await store.info(uri, { signal })) !== undefined) return false;
    throw error;
  }
}

import type { BundleManifest } from './bundle.ts';
import type { GitState } from './git-state.ts';

/** What lies beside the uploaded bundle: its build's manifest and the state of the sources it came from. */
export interface PackageManifest extends BundleManifest {
  readonly git: GitState | null;
}

export function packageManifestOf(manifest: BundleManifest, git: GitState | undefined): PackageManifest {
  return { ...manifest, git: git ?? null };
}

export function formatPackageManifest(manifest: PackageManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

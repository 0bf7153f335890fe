import { EXIT, formatBytes, formatFacts, formatTable, LOCAL_BUCKET, paintOf } from '@taxifare/console';
import { MAX_BUNDLE_BYTES, readBundle } from '../package/bundle.ts';
import { gitStateOf } from '../package/git-state.ts';
import { packageManifestOf } from '../package/package-manifest.ts';
import { BUNDLE_OPTIONS, bundleFolderOf } from './bundle-in-use.ts';
import { cloudCommand } from './cloud-command.ts';

const LARGEST = 10;

/** `submitter package`: what would be uploaded and where, what is in it and under which licences; uploads nothing. */
export const PACKAGE = cloudCommand({
  options: BUNDLE_OPTIONS,
  run: async (values, world, { place }) => {
    const bundle = await readBundle(bundleFolderOf(values, world));
    const manifest = packageManifestOf(bundle.manifest, await gitStateOf(world.repository));
    if (values.json) {
      world.out(`${JSON.stringify(manifest, null, 2)}\n`);
      return EXIT.fine;
    }
    const paint = paintOf(world.terminal.hasColour);
    const { bytes, sha256, modules, dependencies, git, node } = manifest;
    const bucket = place.bucket ?? LOCAL_BUCKET;
    const share = Math.round((bytes / MAX_BUNDLE_BYTES) * 100);
    const facts = formatFacts([
      ['file', `${manifest.file}, ${formatBytes(bytes)} (${share}% of the budget)`],
      ['sha256', sha256],
      ['goes to', `gs://${bucket}/${place.trainingFolder}/packages/${sha256}/`],
      ['commit', git === null ? 'none' : `${git.commit}${git.dirty ? ', with uncommitted changes' : ''}`],
      ['needs', `Node ${node}`],
      ['modules', String(modules.length)],
    ]);
    const largest = [...modules].sort((a, b) => b.bytes - a.bytes).slice(0, LARGEST);
    const sizes = formatTable(largest.map((module) => [formatBytes(module.bytes).padStart(9), module.path]));
    const licences = formatTable(dependencies.map(({ name, version, license }) => [name, version, license]));
    const lines = [
      ...facts,
      '',
      paint.bold(`the ${largest.length} largest of its modules, before minifying`),
      ...sizes,
      '',
      paint.bold(`its ${dependencies.length} dependencies and their licences`),
      ...licences.map((line) => `  ${line}`),
    ];
    world.out(`${lines.join('\n')}\n`);
    return EXIT.fine;
  },
});

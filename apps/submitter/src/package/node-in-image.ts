import { ConfigError } from '@taxifare/console';
import type { BundleManifest } from './bundle.ts';

/** The major version of Node in an image's name, as in `node:24-slim`. */
export function nodeOf(image: string): number | undefined {
  return majorIn(/(?:^|\/)node:(\d+)/.exec(image)?.[1]);
}

/** The oldest major version that a bundle runs on, as its manifest says it: `>=24`. */
export function oldestNodeOf({ node }: Pick<BundleManifest, 'node'>): number | undefined {
  return majorIn(/\d+/.exec(node)?.[0]);
}

/** Throws `ConfigError` where the image's name says that its Node is too old for the bundle. */
export function refuseOlderNode(image: string, manifest: Pick<BundleManifest, 'node'>): void {
  const [found, oldest] = [nodeOf(image), oldestNodeOf(manifest)];
  if (found === undefined || oldest === undefined || found >= oldest) return;
  const what = `the trainer was built for Node ${oldest} or newer`;
  throw new ConfigError([{ where: '--image', what, got: image, fix: `give --image node:${oldest}-slim` }]);
}

function majorIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

import type { ContainerSpec } from './custom-job.ts';

/** Docker Hub's image of Node, by its own name, by a mirror's or through a proxying repository. */
const NODE_IMAGE =
  /^(docker\.io\/library\/|docker\.io\/|mirror\.gcr\.io\/library\/|[a-z0-9-]+-docker\.pkg\.dev\/[^@]+\/library\/|library\/)?node(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/;

/** Whether the local cloud has the image: the programs here run under the Node that runs the cloud. */
export function isNodeImage(imageUri: string): boolean {
  return NODE_IMAGE.test(imageUri);
}

/**
 * What a container of the image runs: `command` in place of its entry point, `args` in place of its default command
 * ("Container settings", Vertex AI documentation). The images' own entry point runs its arguments, as node if the first
 * is no program.
 */
export function programOf({ command, args }: ContainerSpec): readonly string[] {
  const given = args ?? [];
  if (command !== undefined) return [...command, ...given];
  return given[0] === undefined || given[0].startsWith('-') ? ['node', ...given] : given;
}

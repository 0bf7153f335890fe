import { mergeSummaries, type Summary } from '@taxifare/core';
import { joinRanges, type SummedRange } from '@taxifare/gcs';

/** The sums of some neighbours: parts of one input, or whole inputs. */
export interface NodeSums {
  readonly summary: Summary;
  /** Bytes of CSV, decompressed. */
  readonly bytes: number;
  /** The first record with a wrong number of fields, known once its input is whole. */
  readonly firstMalformed: { readonly input: number; readonly line: number } | null;
  /** How many bytes of the input they are, and the CRC32C of these; null where the input has none to be held against. */
  readonly range: SummedRange | null;
}

/** Of 2^level neighbours, the first of which is number index · 2^level. */
export interface TreeNode {
  /** Whose parts they are; null: they are inputs. */
  readonly input: number | null;
  readonly level: number;
  readonly index: number;
  readonly sums: NodeSums;
}

/**
 * Sums merged along a fixed binary tree: two neighbours that make a node become it as soon as both are there, whoever had
 * them. So the order of additions is the same for any threads, replicas and restarts, errors grow with the depth of the
 * tree and not with the data, and of n neighbours in a row at most 2 log₂ n nodes are left.
 */
export type SumTree = Map<string, TreeNode>;

/** Puts a node in its place, and merges it with its neighbours as far as they are there. */
export function addNode(tree: SumTree, node: TreeNode): void {
  let { level, index, sums } = node;
  const { input } = node;
  if (tree.has(keyOf(node))) throw new RangeError(`addNode: node ${keyOf(node)} is counted already`);
  for (;;) {
    const isLeft = index % 2 === 0;
    const other = tree.get(keyOf({ input, level, index: isLeft ? index + 1 : index - 1 }));
    if (other === undefined) break;
    tree.delete(keyOf(other));
    sums = isLeft ? mergeNodes(sums, other.sums) : mergeNodes(other.sums, sums);
    level += 1;
    index = Math.floor(index / 2);
  }
  tree.set(keyOf({ input, level, index }), { input, level, index, sums });
}

/** The sums of all of so many neighbours, which leave the tree; `undefined` while some are missing. */
export function takeRoot(tree: SumTree, input: number | null, count: number): NodeSums | undefined {
  const nodes = [...tree.values()].filter((node) => node.input === input);
  const covered = nodes.reduce((sum, { level }) => sum + 2 ** level, 0);
  if (covered !== count) return undefined;
  for (const node of nodes) tree.delete(keyOf(node));
  return nodes
    .sort((a, b) => a.index * 2 ** a.level - b.index * 2 ** b.level)
    .map(({ sums }) => sums)
    .reduceRight((after, before) => mergeNodes(before, after));
}

function mergeNodes(a: NodeSums, b: NodeSums): NodeSums {
  return {
    summary: mergeSummaries(a.summary, b.summary),
    bytes: a.bytes + b.bytes,
    firstMalformed: a.firstMalformed ?? b.firstMalformed,
    range: a.range === null || b.range === null ? null : joinRanges(a.range, b.range),
  };
}

function keyOf({ input, level, index }: Omit<TreeNode, 'sums'>): string {
  return `${input ?? 'inputs'} ${level} ${index}`;
}

import type { DeployedModel } from './registry.ts';

/** The endpoint's traffic when one model gets `share` per cent of it: the others keep their proportions, 100 together. */
export function trafficSplit(
  id: string,
  share: number,
  others: readonly Pick<DeployedModel, 'id' | 'share'>[],
): Readonly<Record<string, number>> {
  const rest = others.filter((other) => other.id !== id);
  const sum = rest.reduce((total, other) => total + other.share, 0);
  const left = 100 - share;
  const scaled = rest.map((other) => ({
    id: other.id,
    share: sum === 0 ? 0 : Math.floor((other.share * left) / sum),
  }));
  const given = scaled.reduce((total, other) => total + other.share, 0);
  return { ...Object.fromEntries(scaled.map((other) => [other.id, other.share])), [id]: 100 - given };
}

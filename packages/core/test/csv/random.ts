/** Seeded random numbers (mulberry32). */
export interface Random {
  /** An integer in [0, below). */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** Whether the one in `n` came up. */
  oneIn(n: number): boolean;
  digits(count: number): string;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    oneIn: (n) => below(n) === 0,
    digits(count) {
      let text = '';
      for (let i = 0; i < count; i += 1) text += String.fromCharCode(48 + below(10));
      return text;
    },
  };
}

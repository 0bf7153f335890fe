/**
 * Numbers that only the seed decides, the same on every machine: 32-bit integer arithmetic alone. The generator is sfc32
 * (C. Doty-Humphrey, PractRand, 2010).
 */
export interface Random {
  /** A whole number in [0, below). */
  below(below: number): number;
  /** In [0, 1), a multiple of 2^-32. */
  share(): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  /** About normal, with mean 0 and standard deviation 1, within ±6: twelve uniform numbers added up. */
  normal(): number;
}

export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let turn = 0; turn < 15; turn++) next();
  const share = () => next() / 2 ** 32;
  return {
    below: (below) => Math.floor(share() * below),
    share,
    chance: (probability) => share() < probability,
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 6; i++) {
        const bits = next();
        sum += ((bits & 0xffff) + (bits >>> 16) + 1) / 65536;
      }
      return sum;
    },
  };
}

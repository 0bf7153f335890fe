/** Runs actions on the same key one after the other, in the order in which they came. */
export type Turns = <T>(key: string, action: () => Promise<T>) => Promise<T>;

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return async (key, action) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(action);
    const settled = turn.catch(() => {});
    last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}

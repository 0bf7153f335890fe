/**
 * The candidate that was probably meant: one that begins with the text, else the one with the fewest single-character
 * edits (optimal string alignment: insert, delete, substitute, swap two neighbours), the first of equals; `undefined` when
 * more than a third of the letters would change.
 */
export function nearest(
  text: string,
  candidates: readonly string[],
  limit: number = Math.max(1, Math.floor(text.length / 3)),
): string | undefined {
  const wanted = text.toLowerCase();
  const longer = wanted.length < 3 ? [] : candidates.filter((candidate) => candidate.startsWith(wanted));
  if (longer.length === 1) return longer[0];
  let best: string | undefined;
  let bestEdits = limit + 1;
  for (const candidate of candidates) {
    const edits = editsBetween(wanted, candidate);
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/**
 * The candidate that was probably meant: one that begins with the text, else the one with the fewest single-character
 * edits (Levenshtein 1966), the first of equals; `undefined` when more than a third of the letters would change.
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
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

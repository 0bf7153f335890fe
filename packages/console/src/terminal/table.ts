/** Rows as aligned columns, two spaces apart, the last one as long as it is. */
export function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  );
}

/** `label  value` lines, for one thing described; what is not known has no line. */
export function formatFacts(
  facts: readonly (readonly [string, string | undefined])[],
  indent = '  ',
): readonly string[] {
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  return formatTable(known).map((line) => `${indent}${line}`);
}

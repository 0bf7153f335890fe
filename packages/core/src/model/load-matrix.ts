/** The algebra of two features or more: mathjs. */
export type Matrix = typeof import('./matrix.ts');

/** Loads it. It is large, and one feature, nearly every model, is fitted without: so who needs it says so. */
export async function loadMatrix(): Promise<Matrix> {
  return await import('./matrix.ts');
}

/** What every competitor says on its last line: the rows that it kept, and the price of a kilometre that it found. */
export interface Result {
  readonly n: number;
  readonly c: number;
}

export function sayResult({ n, c }: Result): void {
  console.log(JSON.stringify({ n, c }));
}

/** The result on the last line of what a competitor printed; `undefined` where there is none. */
export function resultIn(out: string): Result | undefined {
  const line = out.trim().split('\n').at(-1) ?? '';
  try {
    const { n, c }: Partial<Result> = JSON.parse(line);
    return typeof n === 'number' && typeof c === 'number' ? { n, c } : undefined;
  } catch {
    return undefined;
  }
}

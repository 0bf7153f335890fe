export interface TwoPass {
  /** The intercept first, where there is one. */
  readonly w: readonly number[];
  readonly hc1: readonly number[];
  readonly classical: readonly number[];
  readonly residuals: Float64Array;
}

/** Ordinary least squares with its standard errors from the rows themselves: the obvious way, in two passes. */
export function twoPass(features: readonly Float64Array[], target: Float64Array, fitIntercept: boolean): TwoPass {
  const n = target.length;
  // Centred, so that rows far from zero keep their digits; exact for the slopes, and shifted back for the intercept.
  const centre = fitIntercept ? features.map(meanOf) : features.map(() => 0);
  const centreY = fitIntercept ? meanOf(target) : 0;
  const columns = [
    ...(fitIntercept ? [new Float64Array(n).fill(1)] : []),
    ...features.map((column, i) => column.map((value) => value - centre[i]!)),
  ];
  const gram = columns.map((a) => columns.map((b) => sum(n, (i) => a[i]! * b[i]!)));
  const inverse = invert(gram);
  const products = columns.map((a) => sum(n, (i) => a[i]! * (target[i]! - centreY)));
  const w = inverse.map((row) => row.reduce((total, value, j) => total + value * products[j]!, 0));
  const e = Float64Array.from(target, (y, i) => y - centreY - w.reduce((s, v, j) => s + v * columns[j]![i]!, 0));
  const k = columns.length;
  // From centred columns back to those asked for: intercept = w₀ + ȳ − Σ wⱼ x̄ⱼ.
  const back = columns.map((_, i) =>
    columns.map((_, j) => (i === j ? 1 : fitIntercept && i === 0 ? -centre[j - 1]! : 0)),
  );
  const meat = columns.map((a) => columns.map((b) => sum(n, (i) => a[i]! * b[i]! * e[i]! * e[i]!)));
  const covariance = (inner: number[][], scale: number) =>
    back.map((row) => {
      const through = inverse.map((line) => line.reduce((s, v, j) => s + v * row[j]!, 0));
      return Math.sqrt(
        scale * through.reduce((s, a, i) => s + a * through.reduce((t, b, j) => t + b * inner[i]![j]!, 0), 0),
      );
    });
  const rss = sum(n, (i) => e[i]! * e[i]!);
  const hc1 = covariance(meat, n / (n - k));
  return { w, hc1, classical: covariance(gram, rss / (n - k)), residuals: e };
}

function sum(n: number, of: (i: number) => number): number {
  let [total, lost] = [0, 0];
  // Neumaier's summation.
  for (let i = 0; i < n; i++) {
    const value = of(i);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

function meanOf(column: Float64Array): number {
  return sum(column.length, (i) => column[i]!) / column.length;
}

/** Gauss and Jordan, with pivots. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const factor = rows[column]![column]!;
    rows[column] = rows[column]!.map((value) => value / factor);
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const times = rows[i]![column]!;
      rows[i] = rows[i]!.map((value, j) => value - times * rows[column]![j]!);
    }
  }
  return rows.map((row) => row.slice(size));
}

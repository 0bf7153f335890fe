/** 1234567 → `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** So many significant digits, plainly: `2.7467`. */
export function digits(value: number, significant = 5): string {
  return Math.abs(value) < 1e-3 && value !== 0
    ? value.toPrecision(significant)
    : String(Number(value.toPrecision(significant)));
}

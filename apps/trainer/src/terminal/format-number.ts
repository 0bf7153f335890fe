/** 1234567 → `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** So many significant digits, zeros at the end too, plainly: `2.7467`, `2.620`. */
export function digits(value: number, significant = 5): string {
  const rounded = Number(value.toPrecision(significant));
  if (rounded === 0 || Math.abs(rounded) < 1e-3) return rounded === 0 ? '0' : value.toPrecision(significant);
  return rounded.toFixed(Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(rounded)))));
}

/** An amount with its sign: `+1.92`, `−0.31`. */
export function signed(value: number, decimals = 2): string {
  const text = Math.abs(value).toFixed(decimals);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** 1234567 → `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The size below which a number is taken for 0, as sums of doubles seldom cancel exactly. */
const NOTHING = 1e-9;

/** A number in so many significant digits, without an exponent: `2.7467`, `2.620`, `−0.31`; 0 for less than a billionth. */
export function digits(value: number, significant = 5): string {
  const size = Math.abs(value);
  if (size < NOTHING) return '0';
  const rounded = Number(size.toPrecision(significant));
  const decimals = Math.max(0, significant - 1 - Math.floor(Math.log10(rounded)));
  const text = rounded < 1e-3 ? size.toPrecision(significant) : rounded.toFixed(decimals);
  return `${value < 0 ? '−' : ''}${text}`;
}

/** An amount to the cent: `9.50`, `−0.31`. */
export function cents(usd: number): string {
  return signed(usd).replace('+', '');
}

/** A weight of a penalty as it was given, or to five digits: `1`, `0.013837`. */
export function alphaText(alpha: number): string {
  return String(Number(alpha.toPrecision(5)));
}

/** An amount with its sign: `+1.92`, `−0.31`. */
export function signed(value: number, decimals = 2): string {
  const text = Math.abs(value).toFixed(decimals);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

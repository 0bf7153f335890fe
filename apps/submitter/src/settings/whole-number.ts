import { type Checked, problemOf } from './check.ts';
import type { Given } from './inputs.ts';

export function checkWholeNumber({ where, text }: Given, min: number, max: number): Checked<number> {
  const number = Number(text);
  if (/^[+-]?\d+$/.test(text) && number >= min && number <= max) return { value: number };
  const what = /^[+-]?\d+$/.test(text) ? `outside ${min} to ${max}` : 'not a whole number';
  return problemOf(where, what, text, `give one from ${min} to ${max}`);
}

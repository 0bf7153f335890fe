import { quotient } from './quotient';

const DOT: u8 = 46;
const MINUS: u8 = 45;
const NINE: u8 = 9;
const PLUS: u8 = 43;
const QUOTE: u8 = 34;
const ZERO: u8 = 48;

/** Whether the last field was none that `readField` reads. */
export let isOdd: bool = false;

/** The value of a field that is blank, spaced, quoted or long, a character at a time; anything else is odd. */
export function readField(first: usize, last: usize): f64 {
  let at = first;
  let end = last;
  isOdd = true;
  if (at < end && load<u8>(at) === QUOTE) {
    if (++at === end || load<u8>(--end) !== QUOTE) return NaN;
  }
  while (at < end && isSpace(load<u8>(at))) at++;
  while (at < end && isSpace(load<u8>(end - 1))) end--;
  const isBlank = at === end;
  const isMinus = !isBlank && load<u8>(at) === MINUS;
  if (isMinus || (!isBlank && load<u8>(at) === PLUS)) at++;
  let mantissa: u64 = 0;
  let digits = 0;
  let significant = 0;
  let dotAt: usize = 0;
  for (; at < end; at++) {
    const character = load<u8>(at);
    if (character === DOT && dotAt === 0) {
      dotAt = at;
      continue;
    }
    const digit = <u8>(character - ZERO);
    if (digit > NINE) return NaN;
    mantissa = mantissa * 10 + digit;
    digits++;
    if (significant > 0 || digit > 0) significant++;
    if (significant > 19) return NaN;
  }
  const decimals = dotAt === 0 ? 0 : <i32>(end - dotAt - 1);
  if (isBlank === digits > 0 || decimals > 19) return NaN;
  isOdd = false;
  if (isBlank) return NaN;
  const value = quotient(mantissa, decimals);
  return isMinus ? -value : value;
}

/** Whether `Number` trims it: tab, newline, vertical tab, form feed, return, space. */
function isSpace(character: u8): bool {
  return character === 32 || <u8>(character - 9) < 5;
}

import { nearest } from './nearest.ts';
import type { Check } from './option.ts';

/** Any text. */
export const anyText: Check<string> = (_, text) => ({ value: text });

export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** The number has to be larger than this. */
  readonly above?: number;
  /** The number has to be smaller than this. */
  readonly below?: number;
  readonly isWhole?: boolean;
  /** What it counts, in the words of a message: `seconds`. */
  readonly unit?: string;
  /** One that would do. */
  readonly such: number;
}

// Decimal alone: Number('0x10'), Number('') and Number('Infinity') are numbers too.
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number within bounds, written in decimals. */
export function numberWithin(bounds: Bounds): Check<number> {
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity, isWhole = false, such } = bounds;
  return (where, text) => {
    const value = Number(text);
    const isNumber = NUMBER.test(text.trim()) && Number.isFinite(value) && (!isWhole || Number.isSafeInteger(value));
    if (isNumber && value >= min && value <= max && value > above && value < below) return { value };
    return { problem: { where, what: `wants ${wordsOf(bounds)}`, got: text, fix: `give one such as ${such}` } };
  };
}

function wordsOf({ min, max, above, below, isWhole = false, unit }: Bounds): string {
  const what = `${isWhole ? 'a whole number' : 'a number'}${unit === undefined ? '' : ` of ${unit}`}`;
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  const bounds = [
    min === undefined ? [] : `of at least ${min}`,
    above === undefined ? [] : `above ${above}`,
    max === undefined ? [] : `of at most ${max}`,
    below === undefined ? [] : `below ${below}`,
  ].flat();
  return bounds.length === 0 ? what : `${what} ${bounds.join(' and ')}`;
}

/** One of a few words. */
export function oneOf<T extends string>(...choices: readonly T[]): Check<T> {
  return (where, text) => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return { value: found };
    const near = nearest(text, choices);
    const fix =
      near === undefined ? `give ${choices.join(' or ')}` : `did you mean ${near}? there is ${choices.join(', ')}`;
    return { problem: { where, what: 'no such choice', got: text, fix } };
  };
}

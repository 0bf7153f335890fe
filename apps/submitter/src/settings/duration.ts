import { type Check, type Checked, formatSpan } from '@taxifare/console';
import { problemOf } from './check.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const PART = /(\d+(?:\.\d+)?)(s|m|h|d)/g;
const FORM = /^(?:\d+(?:\.\d+)?[smhd])+$/;

/** A length of time with its units (`90m`, `1h30m`, `3600s`, `2d`), in whole seconds within `[min, max]`. */
export function secondsWithin({
  min,
  max,
  such,
}: {
  readonly min: number;
  readonly max: number;
  readonly such: string;
}): Check<number> {
  return (where, typed) => {
    const text = typed.trim().toLowerCase();
    if (/^\d+(\.\d+)?$/.test(text))
      return problemOf(where, 'has no unit', typed, fixOf(Number(text), { min, max, such }));
    if (!FORM.test(text)) {
      return problemOf(where, 'not a length of time', typed, `give a number and s, m, h or d, such as ${such}`);
    }
    const parts = [...text.matchAll(PART)].map(([, count, unit]) => Number(count) * (SECONDS[unit as 's'] ?? 0));
    const seconds = Math.round(parts.reduce((sum, part) => sum + part, 0));
    if (seconds < min || seconds > max) {
      const what = `outside ${formatSpan(min * 1000)} to ${formatSpan(max * 1000)}`;
      return problemOf(where, what, typed, `give something such as ${such}`);
    }
    return { value: seconds };
  };
}

/** The ways to write a bare number that would be within the limits. */
function fixOf(
  count: number,
  { min, max, such }: { readonly min: number; readonly max: number; readonly such: string },
) {
  const units = (['s', 'm', 'h'] as const).filter(
    (unit) => count * SECONDS[unit] >= min && count * SECONDS[unit] <= max,
  );
  return units.length === 0
    ? `give one such as ${such}`
    : `give ${units.map((unit) => `${count}${unit}`).join(' or ')}`;
}

const secondsOfInterval = secondsWithin({ min: 1, max: 3600, such: '5s' });

/** A polling interval, `10ms` and up, in milliseconds. */
export function checkIntervalMs(where: string, text: string): Checked<number> {
  const ms = /^(\d+)ms$/.exec(text.trim())?.[1];
  if (ms !== undefined) {
    return Number(ms) >= 10 ? { value: Number(ms) } : problemOf(where, 'too often', text, 'give 10ms or more');
  }
  const checked = secondsOfInterval(where, text);
  return 'value' in checked ? { value: checked.value * 1000 } : checked;
}

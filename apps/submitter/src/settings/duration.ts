import { type Checked, problemOf } from './check.ts';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** A length of time with its unit (`90m`, `1.5h`, `3600s`, `2d`), in whole seconds within `[min, max]`. */
export function checkSeconds(
  where: string,
  text: string,
  { min, max, example }: { readonly min: number; readonly max: number; readonly example: string },
): Checked<number> {
  if (/^\d+(\.\d+)?$/.test(text)) return problemOf(where, 'has no unit', text, `give ${text}s, ${text}m or ${text}h`);
  const match = FORM.exec(text.trim().toLowerCase());
  const unit = match?.[2];
  if (match === null || unit === undefined || unit === 'ms') {
    return problemOf(where, 'not a length of time', text, `give a number and s, m, h or d, such as ${example}`);
  }
  const seconds = Math.round(Number(match[1]) * SECONDS[unit as keyof typeof SECONDS]);
  if (seconds < min || seconds > max) {
    return problemOf(where, `outside ${spanOf(min)} to ${spanOf(max)}`, text, `give something such as ${example}`);
  }
  return { value: seconds };
}

/** A polling interval, `250ms` and up, in milliseconds. */
export function checkIntervalMs(where: string, text: string): Checked<number> {
  const ms = /^(\d+)ms$/.exec(text.trim())?.[1];
  if (ms !== undefined) {
    return Number(ms) >= 10 ? { value: Number(ms) } : problemOf(where, 'too often', text, 'give 10ms or more');
  }
  const checked = checkSeconds(where, text, { min: 1, max: 3600, example: '5s' });
  return 'value' in checked ? { value: checked.value * 1000 } : checked;
}

/** `1 h`, `6 min 30 s`, `0.4 s`: a span as people say it, at most two units. */
export function spanOf(seconds: number): string {
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

import { isRecord } from '../http/json-body.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | ':' | '=~' | '!~';

const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];

/** Whether the value of a field at `path` compares so with the one that is wanted. */
export function compareBy(
  operator: Comparison,
  path: string,
  wanted: string,
  invalid: (what: string) => Error,
): (value: unknown) => boolean {
  if (operator === ':') return (value) => has(value, wanted);
  if (operator === '=~' || operator === '!~') return matches(operator, wanted, invalid);
  const rank = rankFor(path, wanted);
  return (value) => {
    if (value === undefined) return operator === '!=';
    const order = compare(rank(String(value)), rank(wanted));
    if (operator === '=') return order === 0;
    if (operator === '!=') return order !== 0;
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    return operator === '>' ? order > 0 : order >= 0;
  };
}

/** RE2 has no back-references and no look-around; what is left means the same here. */
function matches(operator: '=~' | '!~', wanted: string, invalid: (what: string) => Error): (value: unknown) => boolean {
  let pattern: RegExp;
  try {
    pattern = new RegExp(wanted.replace(/^\(\?i\)/, ''), wanted.startsWith('(?i)') ? 'iu' : 'u');
  } catch {
    throw invalid(`not a regular expression, got ${JSON.stringify(wanted)}`);
  }
  return (value) => (value !== undefined && pattern.test(String(value))) === (operator === '=~');
}

/** Whether a word is anywhere in a value or in what the value holds, in whatever case. */
export function containsWord(value: unknown, word: string): boolean {
  if (Array.isArray(value)) return value.some((item) => containsWord(item, word));
  if (isRecord(value)) return Object.values(value).some((item) => containsWord(item, word));
  return value !== undefined && value !== null && String(value).toLowerCase().includes(word.toLowerCase());
}

function has(value: unknown, wanted: string): boolean {
  if (value === undefined) return false;
  const pattern = wanted.toLowerCase();
  const text = String(value).toLowerCase();
  return pattern === '*' || text.includes(pattern.replaceAll('*', ''));
}

/** What makes two values of a field comparable. */
function rankFor(path: string, wanted: string): (text: string) => string | number {
  if (path === 'severity') return (text) => SEVERITIES.indexOf(text.toUpperCase());
  if (/(^|[._])(timestamp|receiveTimestamp|[a-z]+_time|[a-z]+Time)$/.test(path)) return sortableTime;
  return /^-?\d+(\.\d+)?$/.test(wanted) && !/Id$|_id$/.test(path) ? (text) => Number(text) : (text) => text;
}

function compare(a: string | number, b: string | number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** RFC 3339 with any number of decimals, or `now-1d`, as text whose order is that of the times. */
export function sortableTime(text: string): string {
  const [, amount, unit] = /^now(?:-(\d+)([dhms]))?$/.exec(text) ?? [];
  if (text.startsWith('now')) {
    const seconds = { d: 86400, h: 3600, m: 60, s: 1 }[unit ?? 's'] ?? 1;
    return sortableTime(new Date(Date.now() - Number(amount ?? 0) * seconds * 1000).toISOString());
  }
  const ms = Date.parse(text.replace(/\.\d+/, ''));
  const decimals = /\.(\d+)/.exec(text)?.[1] ?? '';
  if (Number.isNaN(ms)) return text;
  return `${new Date(ms).toISOString().slice(0, 19)}.${decimals.slice(0, 9).padEnd(9, '0')}Z`;
}

import { rpcApiError } from '../http/api-error.ts';

/** Whether a resource passes a filter; `read` gives the value at a path such as `labels.app`, absent ones as `undefined`. */
export type Filter = (read: (path: string) => unknown) => boolean;

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | ':';

/**
 * A filter as Google's list methods take it (AIP-160, as far as jobs and log entries use it): comparisons, AND, OR, NOT,
 * parentheses; terms side by side are joined by AND, and OR binds closer than AND. Throws 400 for one that makes no sense.
 */
export function parseFilter(text: string): Filter {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = () => tokens[at];
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text === word;
  const expression = (): Filter => {
    let left = disjunction();
    while (peek() !== undefined && !(peek()?.kind === 'mark' && peek()?.text === ')')) {
      if (isWord('AND')) at += 1;
      const [a, b] = [left, disjunction()];
      left = (read) => a(read) && b(read);
    }
    return left;
  };
  const disjunction = (): Filter => {
    let left = term();
    while (isWord('OR')) {
      at += 1;
      const [a, b] = [left, term()];
      left = (read) => a(read) || b(read);
    }
    return left;
  };
  const term = (): Filter => {
    if (isWord('NOT')) {
      at += 1;
      const inner = term();
      return (read) => !inner(read);
    }
    const token = tokens[at++];
    if (token?.kind === 'mark' && token.text === '(') {
      const inner = expression();
      if (tokens[at++]?.text !== ')') throw invalid(text, 'a parenthesis is not closed');
      return inner;
    }
    const operator = tokens[at++];
    const value = tokens[at++];
    if (token === undefined || token.kind === 'mark') throw invalid(text, 'a field is missing');
    if (operator?.kind !== 'operator' || value === undefined || value.kind === 'mark' || value.kind === 'operator') {
      throw invalid(text, `a comparison is missing after ${token.text}`);
    }
    return comparison(token.text, operator.text as Operator, value.text);
  };
  if (tokens.length === 0) return () => true;
  const filter = expression();
  if (at < tokens.length) throw invalid(text, `not understood from ${tokens[at]?.text} on`);
  return filter;
}

interface Token {
  readonly kind: 'word' | 'text' | 'operator' | 'mark';
  readonly text: string;
}

function tokensOf(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|([()])|(!=|<=|>=|=|<|>|:)|"((?:[^"\\]|\\.)*)"|([^\s()=!<>:"]+)/gy;
  let end = 0;
  for (let match = pattern.exec(filter); match !== null; match = pattern.exec(filter)) {
    end = pattern.lastIndex;
    const [, mark, operator, text, word] = match;
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
  }
  if (end < filter.length) throw invalid(filter, `not understood from '${filter.slice(end, end + 20)}' on`);
  return tokens;
}

function invalid(filter: string, what: string): Error {
  return rpcApiError(400, 'INVALID_ARGUMENT', `Invalid filter: ${what}. Filter: ${filter.slice(0, 500)}`);
}

const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];

function comparison(path: string, operator: Operator, wanted: string): Filter {
  const rank = rankFor(path, wanted);
  return (read) => {
    const value = read(path);
    if (operator === ':') return has(value, wanted);
    if (value === undefined) return operator === '!=';
    const order = compare(rank(String(value)), rank(wanted));
    if (operator === '=') return order === 0;
    if (operator === '!=') return order !== 0;
    if (operator === '<') return order < 0;
    if (operator === '<=') return order <= 0;
    return operator === '>' ? order > 0 : order >= 0;
  };
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

import { HttpError } from './http-error.ts';

/** The head of an answer: the status and the headers, their names in lower case. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly isHttp10: boolean;
}

/** Longer heads are refused: the services that this client talks to send some 1 KiB. */
export const MAX_HEAD_BYTES: number = 32 * 1024;

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*$/;
/** What the body's length or place hangs on is said once. */
const SINGLE = new Set(['content-length', 'transfer-encoding', 'content-range', 'content-encoding', 'location']);

/**
 * Parses the bytes up to and with the blank line (RFC 9112, sections 2 to 6), strictly: no folded lines, no bare line
 * feeds, no spaces before a colon, nothing said twice that frames the body. Throws `HttpError` 'malformed'.
 */
export function parseHead(bytes: Uint8Array): AnswerHead {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\r\n');
  const [, minor, code] = STATUS_LINE.exec(lines[0] ?? '') ?? [];
  if (code === undefined || lines.at(-1) !== '' || lines.at(-2) !== '') throw malformed('no status line');
  const headers = new Map<string, string>();
  for (const line of lines.slice(1, -2)) {
    const [, name = '', value] = HEADER.exec(line) ?? [];
    if (value === undefined) throw malformed('a line that is no header');
    const key = name.toLowerCase();
    const before = headers.get(key);
    if (before !== undefined && SINGLE.has(key)) throw malformed(`${key} twice`);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return { status: Number(code), headers, isHttp10: minor === '0' };
}

/** How the end of a body is known: by its length, by its chunks, or by the end of the connection. */
export type Framing =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' | 'until-close' };

/** RFC 9112, section 6.3, but that what contradicts itself is refused. */
export function framingOf({ status, headers }: AnswerHead): Framing {
  const length = headers.get('content-length');
  const coding = headers.get('transfer-encoding');
  if (length !== undefined && coding !== undefined) throw malformed('a length and chunks');
  if (status === 204 || status === 304) return { kind: 'length', bytes: 0 };
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw malformed(`the transfer coding '${coding.slice(0, 40)}'`);
    return { kind: 'chunked' };
  }
  if (length === undefined) return { kind: 'until-close' };
  if (!/^\d{1,15}$/.test(length)) throw malformed(`the length '${length.slice(0, 40)}'`);
  return { kind: 'length', bytes: Number(length) };
}

/** Whether another request may follow on the connection. */
export function isKeptAlive({ headers, isHttp10 }: AnswerHead): boolean {
  return !isHttp10 && !/\bclose\b/i.test(headers.get('connection') ?? '');
}

export function malformed(what: string): HttpError {
  return new HttpError('malformed', `an answer that is not HTTP/1.1, got ${what}`);
}

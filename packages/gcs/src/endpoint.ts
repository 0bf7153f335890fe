import type { Checked } from './checked.ts';

/** Where an API is, such as `http://127.0.0.1:9100`, a path that all calls begin with included; plain http only here. */
export function checkEndpoint(where: string, text: string): Checked {
  const problem = (what: string, fix: string): Checked => ({ problem: { where, what, got: text, fix } });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return problem('not a URL', 'give scheme, host and port, such as http://127.0.0.1:9100');
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: { where, what: 'has a user name or password in it', fix: 'give scheme, host and port alone' } };
  }
  if (url.protocol === 'http:' && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)) {
    return problem('plain http to another machine', 'use https, or 127.0.0.1');
  }
  return { value: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

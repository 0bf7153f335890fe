import { refusalOf, type SendOptions, send } from '../bucket/send.ts';
import type { HttpAnswer } from '../http/request.ts';
import { StorageError, wrongAnswer } from '../storage-error.ts';
import { urlOf } from './url-of.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 10;

/**
 * Asks for a web address, following redirects to others that may be read; nothing of the first request goes with them but
 * its range. Resolves with an answer that is a success or 416. Throws `StorageError`, 'not-found' for 404 and 410.
 */
export async function fetchUrl(url: string, range: string | undefined, options: SendOptions): Promise<HttpAnswer> {
  const { uri } = options;
  let at = urlOf(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const headers = { ...(range === undefined ? {} : { range }), 'accept-encoding': 'identity', accept: '*/*' };
    const answer = await send({ method: 'GET', url: at.href, headers }, options);
    if (answer.status < 300 || answer.status === 416) return answer;
    const location = answer.headers.get('location');
    if (!REDIRECTS.has(answer.status) || location === undefined) throw await refusal(answer, options);
    await answer.body.return();
    if (!URL.canParse(location, at.href)) throw wrongAnswer(uri, 'a redirect to nowhere');
    const next = new URL(location, at);
    if (at.protocol === 'https:' && next.protocol !== 'https:') throw wrongAnswer(uri, 'a redirect away from https');
    at = urlOf(next.href);
  }
  throw wrongAnswer(uri, 'one redirect after the other');
}

async function refusal(answer: HttpAnswer, options: SendOptions): Promise<unknown> {
  const { uri } = options;
  const { status } = answer;
  if (status === 429 || status === 408 || status >= 500) return await refusalOf(answer, options);
  await answer.body.return();
  if (status === 404 || status === 410)
    return new StorageError({
      code: 'not-found',
      uri,
      message: `${uri}: no such file there`,
      hint: 'check the address',
    });
  const message = `${uri}: the server answers ${status}`;
  const isLocked = status === 401 || status === 403;
  const hint = isLocked ? 'give an address that needs no login, or download it first' : 'check the address';
  return new StorageError({ code: isLocked ? 'no-permission' : 'refused', uri, message, hint });
}

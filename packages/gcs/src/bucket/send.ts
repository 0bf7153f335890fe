import { type HttpAnswer, type HttpRequest, type RequestOptions, request } from '../http/request.ts';
import { explain } from './explain.ts';

export interface SendOptions extends RequestOptions {
  /** What errors name. */
  readonly uri: string;
}

const MAX_TEXT_BYTES = 64 * 1024;

/** Sends one request, once; resolves with the head of the answer, whatever its status. Throws `StorageError`. */
export async function send(asked: HttpRequest, options: SendOptions): Promise<HttpAnswer> {
  try {
    return await request(asked, options);
  } catch (error) {
    throw explained(error, options);
  }
}

/** The body of a short answer as text, cut where it is not short. Throws `StorageError`. */
export async function textOf({ body }: HttpAnswer, options: SendOptions): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_TEXT_BYTES) break;
    }
  } catch (error) {
    throw explained(error, options);
  }
  return text;
}

/** What an answer that is no success says, as a `StorageError`. */
export async function refusalOf(answer: HttpAnswer, options: SendOptions): Promise<unknown> {
  const text = await textOf(answer, options);
  return explain(Object.assign(new Error(text), { code: answer.status }), options.uri);
}

export function explained(error: unknown, { uri, signal }: SendOptions): unknown {
  return signal?.aborted ? signal.reason : explain(error, uri);
}

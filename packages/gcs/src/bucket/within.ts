import { HttpError } from '../http/http-error.ts';

/** The answer of what takes no signal; an `HttpError` where none comes in time, and nobody waits for it any longer. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new HttpError('silent', `nothing came for ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

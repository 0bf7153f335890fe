import { type ApiError, apiErrorAt } from './api-error.ts';
import type { Answer } from './routes.ts';

/** 501 and the name of what is missing: this cloud takes no request and then does less than it says. */
export function notEmulated(what: string, path: string): ApiError {
  const message = `The local cloud does not emulate ${what}; nothing was done.`;
  return apiErrorAt(path, 501, { reason: 'notImplemented', status: 'UNIMPLEMENTED', message });
}

/** A row's answer that refuses so. */
export function refuse(what: string): Answer {
  return ({ url }) => {
    throw notEmulated(what, url.pathname);
  };
}

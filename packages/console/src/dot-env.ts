import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './config-error.ts';

/** What names settings: the process's variables over `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings in a folder's `.env`; none where there is no such file. `ConfigError` for one that cannot be read as text. */
export function readDotEnv(folder: string): Environment {
  const path = join(folder, '.env');
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return {};
  // A pipe would be waited for, and nothing could end that.
  if (!stats.isFile()) throw problem(path, 'not a regular file', 'put NAME=VALUE lines into it, or remove it');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const isText = error instanceof TypeError;
    if (isText) throw problem(path, 'not UTF-8 text', 'save it as UTF-8');
    throw problem(path, 'cannot be read', 'change its permissions, or remove it');
  }
  return parseEnv(text);
}

function problem(where: string, what: string, fix: string): ConfigError {
  return new ConfigError([{ where, what, fix }]);
}

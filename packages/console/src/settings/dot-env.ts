import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from '../config-error.ts';
import type { Problem } from '../problem.ts';
import { brokenLines } from './dot-env-lines.ts';

/** What names settings: the process's variables over `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings in a folder's `.env`; none where there is no such file. `ConfigError` for one that is not all settings. */
export function readDotEnv(folder: string): Environment {
  const path = join(folder, '.env');
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return {};
  const refuse = (...problems: readonly Problem[]) => new ConfigError(problems);
  // A pipe would be waited for, and nothing could end that.
  if (!stats.isFile())
    throw refuse({ where: path, what: 'not a regular file', fix: 'put NAME=VALUE lines into it, or remove it' });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof TypeError) throw refuse({ where: path, what: 'not UTF-8 text', fix: 'save it as UTF-8' });
    throw refuse({ where: path, what: 'cannot be read', fix: 'change its permissions, or remove it' });
  }
  // To `parseEnv`, blanks after a bare `NAME=` reach into the next line.
  const lines = text.replace(/\r\n?/g, '\n').replace(/=[^\S\n]+$/gm, '=');
  const broken = brokenLines(lines);
  if (broken.length > 0)
    throw refuse(...broken.map(({ line, ...rest }) => ({ where: `${path} line ${line}`, ...rest })));
  return parseEnv(lines);
}

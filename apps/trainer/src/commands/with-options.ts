import { ConfigError } from '../terminal/exit-code.ts';
import { type OptionsHelp, readOptions } from '../terminal/read-options.ts';
import { VERSION } from '../version.ts';
import type { World } from '../world.ts';

export interface Given {
  readonly values: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
}

/** Reads a command's options; `undefined` where help was asked for and given. Throws `ConfigError`. */
export async function withOptions(
  args: readonly string[],
  world: World,
  help: Omit<OptionsHelp, 'version'>,
): Promise<Given | undefined> {
  const read = await readOptions(args, { ...help, version: VERSION });
  if (read.kind === 'problems') throw new ConfigError(read.problems);
  if (read.kind === 'options') return read;
  world.out(`${read.text}\n`);
  return undefined;
}

export function textAt({ values }: Given, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAt({ values }: Given, name: string): number | undefined {
  const value = values[name];
  return typeof value === 'number' ? value : undefined;
}

export function textsAt({ values }: Given, name: string): readonly string[] | undefined {
  const value = values[name];
  return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined;
}

export function switchAt({ values }: Given, name: string): boolean {
  return values[name] === true;
}

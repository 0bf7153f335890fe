import type { Problem } from '../problem.ts';
import type { Environment } from '../settings/dot-env.ts';
import type { Given, Option, Options, Values } from './option.ts';

/** What was given for each option that anything was given for: by flag, else by variable. */
export type Source = Readonly<Record<string, readonly Given[]>>;

export interface ReadValues<O extends Options> {
  readonly values: Values<O>;
  readonly given: Source;
  readonly problems: readonly Problem[];
}

/** The values of a table of options: flags over environment over defaults, with every problem at once. */
export function readValues<O extends Options>(
  options: O,
  { flags, env }: { readonly flags: Readonly<Record<string, readonly string[]>>; readonly env: Environment },
): ReadValues<O> {
  const problems: Problem[] = [];
  const given: Record<string, readonly Given[]> = {};
  const values = Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const typed = ofFlag(`--${name}`, option, flags[name] ?? [], problems);
      const found = typed.length > 0 ? typed : ofVariable(option, env);
      if (found.length > 0) given[name] = found;
      return [name, option.read(found, problems)];
    }),
  );
  return { values: values as Values<O>, given, problems };
}

function ofFlag(where: string, { kind }: Option<unknown>, texts: readonly string[], problems: Problem[]): Given[] {
  const fix = kind === 'flag' ? `write ${where} or ${where.replace('--', '--no-')}` : `write ${where} VALUE`;
  if (texts.includes('')) problems.push({ where, what: 'needs a value', got: '', fix });
  const full = texts.filter((text) => text !== '');
  if (kind !== 'texts' && new Set(full).size > 1) {
    const got = full.join(', ');
    problems.push({ where, what: `given ${full.length} times`, got, fix: 'give it once' });
  }
  return full.map((text) => ({ where, text }));
}

function ofVariable({ variables }: Option<unknown>, env: Environment): readonly Given[] {
  for (const where of variables) {
    const text = env[where];
    if (text !== undefined && text !== '') return [{ where, text }];
  }
  return [];
}

import type { Problem } from '../problem.ts';

/** What a check makes of a text: the value, or the problem with it. */
export type Checked<T> = { readonly value: T } | { readonly problem: Problem };

/** Checks a text; `where` is the flag or the variable that it came from. */
export type Check<T> = (where: string, text: string) => Checked<T>;

/** One text that was given, and by which flag or variable. */
export interface Given {
  readonly where: string;
  readonly text: string;
}

/** An option of a command: how it is written, what help says of it, and what its texts mean. Its default is real. */
export interface Option<T> {
  /** A flag is there or not, a text has one value, texts may be repeated. */
  readonly kind: 'flag' | 'text' | 'texts';
  readonly about: string;
  /** Environment variables that are asked where the flag is absent, in this order; an empty one is an absent one. */
  readonly variables: readonly string[];
  /** The default as help shows it. */
  readonly shown: string | undefined;
  /** The heading that help puts it under. */
  readonly group: string | undefined;
  /** The value of what was given; problems go into `problems`, and what they concern has its default. */
  readonly read: (given: readonly Given[], problems: Problem[]) => T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** What a table of options gives a command: a value each, by name. */
export type Values<O extends Options> = { readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never };

export interface TextOptions<T> {
  readonly check: Check<T>;
  readonly variables?: readonly string[];
  /** The default as help shows it, where there is one in words alone. */
  readonly shown?: string;
}

/** An option that is on or off: `--json`, `--no-json`. */
export function flag(about: string, usual = false): Option<boolean> {
  return {
    ...{ kind: 'flag', about, variables: [], group: undefined },
    shown: usual ? 'true' : undefined,
    read: ([given], problems) => {
      if (given === undefined) return usual;
      if (given.text === 'true' || given.text === 'false') return given.text === 'true';
      const { where, text } = given;
      problems.push({
        where,
        what: 'takes true or false alone',
        got: text,
        fix: `write ${where} or ${negated(where)}`,
      });
      return usual;
    },
  };
}

function negated(where: string): string {
  return where.replace(/^--/, '--no-');
}

/** An option with one value; `undefined` where none was given and it has no default. */
export function text<T>(about: string, options: TextOptions<T> & { readonly usual: NoInfer<T> }): Option<T>;
export function text<T>(about: string, options: TextOptions<T>): Option<T | undefined>;
export function text<T>(
  about: string,
  { check, variables = [], shown, usual }: TextOptions<T> & { readonly usual?: T },
): Option<T | undefined> {
  return {
    ...{ kind: 'text', about, variables, group: undefined },
    shown: shown ?? shownOf(usual),
    read: ([given], problems) => (given === undefined ? usual : (checked(check, given, problems) ?? usual)),
  };
}

/** An option that may be given several times; none of it is an empty list, or the default. */
export function texts<T>(
  about: string,
  { check, variables = [], shown, usual = [] }: TextOptions<T> & { readonly usual?: readonly T[] },
): Option<readonly T[]> {
  return {
    ...{ kind: 'texts', about, variables, group: undefined },
    shown: shown ?? (usual.length === 0 ? undefined : usual.map(shownOf).join(', ')),
    read: (given, problems) => {
      if (given.length === 0) return usual;
      return given.flatMap((one) => {
        const value = checked(check, one, problems);
        return value === undefined ? [] : [value];
      });
    },
  };
}

/** The options of a table, all under one heading. */
export function inGroup<O extends Options>(group: string, options: O): O {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, { ...option, group }]),
  ) as unknown as O;
}

function checked<T>(check: Check<T>, { where, text }: Given, problems: Problem[]): T | undefined {
  const result = check(where, text);
  if ('value' in result) return result.value;
  problems.push(result.problem);
  return undefined;
}

function shownOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value);
}

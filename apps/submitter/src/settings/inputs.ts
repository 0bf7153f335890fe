import type { Checked } from './check.ts';

/** What yargs makes of the options: texts, repeated texts, switches. */
export type Flags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything a command may be told, and the problems found so far: all of them are reported at once. */
export interface Inputs {
  readonly flags: Flags;
  readonly env: Environment;
  readonly problems: string[];
}

export interface Given {
  /** The flag or the variable that the text came from: the place that a message names. */
  readonly where: string;
  readonly text: string;
}

/** Flag over environment (which `.env` has been folded into). An empty variable is an absent one; an empty flag is a problem. */
export function given(inputs: Inputs, flag: string, ...variables: readonly string[]): Given | undefined {
  const value = inputs.flags[flag];
  const where = `--${flag}`;
  if (Array.isArray(value)) {
    const last: unknown = value.at(-1);
    inputs.problems.push(`${where}: given ${value.length} times, got ${value.join(', ')}; give it once`);
    return typeof last === 'string' ? { where, text: last } : undefined;
  }
  if (typeof value === 'boolean') {
    inputs.problems.push(`${where}: takes a value, got none; write ${where} VALUE`);
    return undefined;
  }
  if (typeof value === 'string') {
    if (value !== '') return { where, text: value };
    inputs.problems.push(`${where}: needs a value, got ''; write ${where} VALUE or leave it out`);
    return undefined;
  }
  for (const variable of variables) {
    const text = inputs.env[variable];
    if (text !== undefined && text !== '') return { where: variable, text };
  }
  return undefined;
}

/** A repeatable flag's texts. */
export function givenList(inputs: Inputs, flag: string): readonly Given[] {
  const value = inputs.flags[flag];
  const values: unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  const where = `--${flag}`;
  const texts = values.filter((text): text is string => typeof text === 'string' && text !== '');
  if (texts.length < values.length)
    inputs.problems.push(`${where}: needs a value, got none; write ${where} VALUE or leave it out`);
  return texts.map((text) => ({ where, text }));
}

export function isOn(inputs: Inputs, flag: string, otherwise = false): boolean {
  const value = inputs.flags[flag];
  return typeof value === 'boolean' ? value : otherwise;
}

/** The checked value, or `undefined` with its problem noted. */
export function take<T>(inputs: Inputs, checked: Checked<T>): T | undefined {
  if ('value' in checked) return checked.value;
  inputs.problems.push(checked.problem);
  return undefined;
}

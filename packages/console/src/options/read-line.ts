import type { Problem } from '../problem.ts';
import type { Word } from './command.ts';
import { nearest } from './nearest.ts';
import type { Options } from './option.ts';

/** A command's arguments, taken apart: texts by option, words, and what is wrong with their form. */
export interface Line {
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** As many as the command has names for. */
  readonly words: readonly string[];
  /** Everything after `--`, as it was typed. */
  readonly rest: readonly string[];
  readonly problems: readonly Problem[];
}

/** What a command takes, as far as the form of its arguments goes. */
export interface LineForm {
  /** The command as it is typed: `trainer predict`. */
  readonly where: string;
  readonly options: Options;
  readonly words?: readonly Word[] | undefined;
  readonly rest?: string | undefined;
}

/** Takes a command's arguments apart. Nothing is guessed: texts stay as they were typed, a switch's value too. */
export function readLine(args: readonly string[], form: LineForm): Line {
  const { where, options, words: names = [], rest } = form;
  const cut = args.indexOf('--');
  const own = cut < 0 ? args : args.slice(0, cut);
  const behind = cut < 0 ? [] : args.slice(cut + 1);
  const flags: Record<string, string[]> = Object.create(null);
  const unknown: string[] = [];
  const words: string[] = [];
  for (let i = 0; i < own.length; i++) {
    const arg = own[i] ?? '';
    const next = own[i + 1];
    if (!isOption(arg)) {
      words.push(arg);
      continue;
    }
    const found = optionOf(arg, options);
    if (found === undefined) {
      unknown.push(arg);
      // What follows may be its value: one problem is enough.
      if (next !== undefined && !isOption(next) && !arg.includes('=')) i += 1;
      continue;
    }
    const { name, kind, value } = found;
    const takesNext = kind === 'flag' ? next === 'true' || next === 'false' : next !== undefined && !isOption(next);
    if (value === undefined && takesNext) i += 1;
    flags[name] = [...(flags[name] ?? []), value ?? (takesNext ? next : undefined) ?? (kind === 'flag' ? 'true' : '')];
  }
  const most = names.at(-1)?.isRepeatable === true ? words.length : names.length;
  const problems: Problem[] = [
    ...unknown.map((arg) => unknownOption(arg, form)),
    ...names.slice(words.length).map(({ missing }) => ({ where, ...missing })),
    ...wordsTooMany(words.slice(most), form, flags),
  ];
  if (rest === undefined && behind.length > 0)
    problems.push({ where, what: 'takes nothing after --', got: behind.join(' '), fix: 'leave it out' });
  return { flags, words: words.slice(0, most), rest: behind, problems };
}

/** `-` alone is a word, and so is a negative number. */
function isOption(word: string): boolean {
  return /^-[^\d.]/.test(word);
}

/** The option that is meant by `--name`, `--name=value` or `--no-name`; `undefined` where there is none. */
function optionOf(arg: string, options: Options) {
  const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
  const kindOf = (candidate: string) => (Object.hasOwn(options, candidate) ? options[candidate]?.kind : undefined);
  const kind = kindOf(name);
  if (kind !== undefined) return { name, kind, value };
  const positive = name.replace(/^no-/, '');
  const isNegated = positive !== name && value === undefined && kindOf(positive) === 'flag';
  return isNegated ? { name: positive, kind: 'flag' as const, value: 'false' } : undefined;
}

function unknownOption(word: string, { options, rest }: LineForm): Problem {
  const typed = word.split('=', 1).join();
  const name = typed.replace(/^-+/, '').replace(/^no-/, '').replaceAll('_', '-');
  const near = name.length < 2 ? undefined : nearest(name, [...Object.keys(options), 'help', 'version']);
  const isNegated = typed.startsWith('--no-') && near !== undefined && options[near]?.kind === 'flag';
  const fix = near === undefined ? '--help lists them' : `did you mean --${isNegated ? 'no-' : ''}${near}?`;
  return { where: typed, what: 'no such option', fix: rest === undefined ? fix : `${fix} (${rest} go after --)` };
}

function wordsTooMany(words: readonly string[], form: LineForm, flags: Line['flags']): readonly Problem[] {
  if (words.length === 0) return [];
  const { where, options, rest } = form;
  const list = Object.keys(flags).find((name) => options[name]?.kind === 'texts');
  const otherwise = rest === undefined ? 'leave it out' : `${rest} go after --`;
  const fix =
    list === undefined ? otherwise : `a glob that the shell expanded? quote it, or write --${list} before each`;
  const what = words.length === 1 ? 'one word too many' : `${words.length} words too many`;
  return [{ where, what, got: words.join(' '), fix }];
}

import yargs, { type Options } from 'yargs';

export interface OptionsHelp {
  readonly script: string;
  readonly usage: string;
  /** Headings and what stands below them. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Options>>>>;
  readonly version: string;
}

export type ReadOptions =
  | { readonly kind: 'options'; readonly values: Readonly<Record<string, unknown>>; readonly words: readonly string[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

interface NumberOption {
  readonly type: 'number';
  readonly requiresArg: true;
  readonly describe: string;
}

interface TextOption {
  readonly type: 'string';
  readonly requiresArg: true;
  readonly describe: string;
}

interface FlagOption {
  readonly type: 'boolean';
  readonly default: boolean;
  readonly describe: string;
}

export function number(describe: string): NumberOption {
  return { type: 'number', requiresArg: true, describe };
}

export function text(describe: string): TextOption {
  return { type: 'string', requiresArg: true, describe };
}

export function flag(describe: string, usual = false): FlagOption {
  return { type: 'boolean', default: usual, describe };
}

/** Reads arguments with yargs, which prints nothing and ends nothing here: what happens is for the caller to say. */
export async function readOptions(args: readonly string[], help: OptionsHelp): Promise<ReadOptions> {
  const { script, usage, groups, version } = help;
  const problems: string[] = [];
  let printed = '';
  const parser = yargs([])
    .scriptName(script)
    .usage(usage)
    .version(version)
    .help()
    .strictOptions()
    .wrap(100)
    .exitProcess(false)
    .fail((message, error) => {
      problems.push(sentenceOf(script, message ?? error.message));
    });
  for (const [heading, options] of Object.entries(groups))
    parser.options(options).group(Object.keys(options), `${heading}:`);
  const parsed = await parser.parseAsync([...args], {}, (_error, _argv, output) => {
    printed = output;
  });
  const repeatable = Object.values(groups).flatMap((options) =>
    Object.entries(options).flatMap(([name, { array }]) => (array ? [name] : [])),
  );
  for (const [name, value] of Object.entries(parsed)) {
    if (!Array.isArray(value) || name === '_' || repeatable.includes(name)) continue;
    problems.push(`--${name}: given ${value.length} times, got ${value.join(', ')}; give it once`);
  }
  if (problems.length > 0) return { kind: 'problems', problems: [...new Set(problems)] };
  if (printed !== '') return { kind: 'text', text: printed };
  return { kind: 'options', values: parsed, words: parsed._.map(String) };
}

/** yargs' own words, in the form of ours. */
function sentenceOf(script: string, message: string): string {
  const [line = ''] = message.split('\n').filter((part) => part.trim() !== '' && !part.startsWith('Invalid values'));
  const unknown = /^Unknown arguments?: (.*)$/.exec(line)?.[1];
  if (unknown === undefined) return `${script}: ${line.trim()}; --help lists the options`;
  return `${script}: no such option, got ${[...new Set(unknown.split(', '))].join(', ')}; --help lists them`;
}

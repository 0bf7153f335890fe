import yargs, { type Argv } from 'yargs';
import type { Command, Program } from './command.ts';
import type { Option, Options } from './option.ts';

const PRECEDENCE = 'Options come over environment variables, those over .env, those over defaults.';

/** A program's help: its commands, and the options of the one that runs where none is named. */
export async function helpOfProgram<World>(program: Program<World>, columns: number): Promise<string> {
  const { name, about, commands, usual } = program;
  const parser = base(name, columns)
    .usage(`$0 ${usual === undefined ? '<command>' : '[command]'} [options]\n\n${about}`)
    .epilogue(`$0 COMMAND --help says what a command takes.\n${PRECEDENCE}`);
  for (const [command, { summary }] of Object.entries(commands)) parser.command(command, summary);
  const options = usual === undefined ? undefined : (await commands[usual]?.load())?.options;
  return await withOptions(parser, options ?? {}).getHelp();
}

/** A command's help. */
export async function helpOfCommand<World>(
  program: Program<World>,
  name: string,
  { about, words = [], rest, options }: Command<World>,
  columns: number,
): Promise<string> {
  const taken = words.map((word) => ` ${word.name}${word.isRepeatable === true ? ' …' : ''}`).join('');
  const usage = `$0${taken} [options]${rest === undefined ? '' : ` [-- ${rest}]`}`;
  const text = about ?? `${program.commands[name]?.summary}.`;
  return await withOptions(base(`${program.name} ${name}`, columns), options)
    .usage(`${usage}\n\n${text}`)
    .epilogue(PRECEDENCE)
    .getHelp();
}

function base(script: string, columns: number): Argv {
  return yargs()
    .scriptName(script)
    .help('help', 'Show help')
    .alias('help', 'h')
    .version(false)
    .option('version', { alias: 'v', type: 'boolean', describe: 'Show the version' })
    .exitProcess(false)
    .wrap(columns);
}

function withOptions(parser: Argv, options: Options): Argv {
  for (const [name, option] of Object.entries(options)) parser.option(name, shownAs(option));
  return parser;
}

function shownAs({ kind, about, variables, shown, group }: Option<unknown>) {
  return {
    describe: variables.length === 0 ? about : `${about}   [${variables.join(', ')}]`,
    type: ({ flag: 'boolean', text: 'string', texts: 'array' } as const)[kind],
    ...(shown === undefined ? {} : { defaultDescription: shown }),
    ...(group === undefined ? {} : { group: `${group}:` }),
  };
}

import yargs from 'yargs';
import {
  DEPLOY_OPTIONS,
  DOCTOR_OPTIONS,
  DOWNLOAD_OPTIONS,
  LIST_OPTIONS,
  LOGS_OPTIONS,
  type Options,
  PACKAGE_OPTIONS,
  PREDICT_OPTIONS,
  STATUS_OPTIONS,
  SUBMIT_OPTIONS,
} from './options.ts';
import { quote } from './settings/check.ts';
import type { Flags } from './settings/inputs.ts';
import { nearest } from './settings/nearest.ts';

interface CommandHelp {
  readonly describe: string;
  readonly options: Options;
  /** Takes a job: by full name, number or display name. */
  readonly takesJob?: boolean;
}

export type CommandName =
  | 'deploy'
  | 'predict'
  | 'undeploy'
  | 'submit'
  | 'package'
  | 'list'
  | 'status'
  | 'logs'
  | 'cancel'
  | 'download'
  | 'doctor';

const COMMANDS: Readonly<Record<CommandName, CommandHelp>> = {
  submit: { describe: 'Package the trainer, run it as a job, follow it to its end', options: SUBMIT_OPTIONS },
  package: { describe: 'Show what would be uploaded, and upload nothing', options: PACKAGE_OPTIONS },
  list: { describe: 'Jobs, newest first', options: LIST_OPTIONS },
  status: { describe: 'One job: state, times, settings, result', options: STATUS_OPTIONS, takesJob: true },
  logs: { describe: "A job's log; --follow stays to the end", options: LOGS_OPTIONS, takesJob: true },
  cancel: { describe: 'Stop a job', options: STATUS_OPTIONS, takesJob: true },
  download: { describe: "Fetch a job's model, report and run record", options: DOWNLOAD_OPTIONS, takesJob: true },
  deploy: { describe: 'Put the trained model online; it costs until undeploy', options: DEPLOY_OPTIONS },
  predict: { describe: 'Ask the model that is online', options: PREDICT_OPTIONS },
  undeploy: { describe: 'Take everything down that deploy put up', options: STATUS_OPTIONS },
  doctor: { describe: 'Check the set-up, one thing a line, each with its fix', options: DOCTOR_OPTIONS },
};

/** A command as it was typed. */
export interface Command {
  readonly name: CommandName;
  readonly flags: Flags;
  readonly job: string | undefined;
  /** Everything after `--`. */
  readonly rest: readonly string[];
  /** What is wrong with its form; what the values mean is for the command to check. */
  readonly problems: readonly string[];
}

export type CommandLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'none'; readonly problem: string };

/** What was typed: a request for help, a command with every problem of its form, or no command. */
export async function parseCommandLine(argv: readonly string[], columns: number): Promise<CommandLine> {
  // Split off here, so that no parser can touch what is meant for the trainer.
  const cut = argv.indexOf('--');
  const own = cut < 0 ? argv : argv.slice(0, cut);
  const rest = cut < 0 ? [] : argv.slice(cut + 1);
  const parser = yargs()
    .scriptName('submitter')
    .usage('Usage: $0 <command> [options] [-- trainer options]')
    .parserConfiguration(AS_TYPED)
    .version(false)
    .help('help')
    .alias('help', 'h')
    .exitProcess(false)
    .fail(false)
    .wrap(Math.min(columns, 120))
    .epilogue('Options come over environment variables, those over .env, those over defaults.');
  for (const [name, { describe, options, takesJob }] of Object.entries(COMMANDS)) {
    parser.command(takesJob ? `${name} [job]` : name, describe, (command) => {
      for (const [option, { kind, describe, fallback }] of Object.entries(options)) {
        const defaultDescription = fallback === undefined ? {} : { defaultDescription: String(fallback) };
        command.option(option, { describe, type: kind === 'switch' ? 'boolean' : 'string', ...defaultDescription });
      }
      return command;
    });
  }
  let help: string | undefined;
  const parsed = await parser.parseAsync([...own], {}, (_error, _argv, output) => {
    if (output) help = output;
  });
  return help === undefined ? commandOf(parsed, own, rest) : { kind: 'help', text: help };
}

/** No guessing: texts stay texts, and `--env A.B=c` is one option. */
const AS_TYPED = {
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

function commandOf(
  parsed: Flags & { readonly _: readonly (string | number)[] },
  own: readonly string[],
  rest: readonly string[],
): CommandLine {
  const { _: positional, $0: _script, job, ...flags } = parsed;
  const names = Object.keys(COMMANDS);
  const typed = positional[0] === undefined ? undefined : String(positional[0]);
  const name = names.find((candidate): candidate is CommandName => candidate === typed);
  if (typed === undefined)
    return { kind: 'none', problem: `submitter: which command? give one of ${names.join(', ')}` };
  if (name === undefined) {
    const near = nearest(typed, names);
    return {
      kind: 'none',
      problem: `submitter: no such command, got ${quote(typed)}; ${near ? `did you mean ${near}?` : 'see --help'}`,
    };
  }
  const { options, takesJob } = COMMANDS[name];
  const text = typeof job === 'string' && job !== '' ? job : undefined;
  const problems = [
    ...(takesJob && text === undefined
      ? [`submitter ${name}: which job? give its name or number; submitter list shows them`]
      : []),
    ...positional
      .slice(1)
      .map((word) => `submitter ${name}: one word too many, got ${quote(String(word))}; trainer options go after --`),
    ...Object.keys(flags)
      .filter((flag) => !(flag in options))
      .map((flag) => unknownFlag(flag, Object.keys(options))),
    ...own.flatMap((word) => switchWithValue(word, options) ?? []),
  ];
  return { kind: 'command', command: { name, flags, job: text, rest, problems } };
}

function unknownFlag(flag: string, known: readonly string[]): string {
  const near = nearest(flag, known);
  const dashes = flag.length === 1 ? '-' : '--';
  return `${dashes}${flag}: no such option; ${near ? `did you mean --${near}?` : 'see --help'} (trainer options go after --)`;
}

function switchWithValue(word: string, options: Options): string | undefined {
  const [, flag = '', value = ''] = /^--([\w-]+)=(.*)$/s.exec(word) ?? [];
  if (options[flag]?.kind !== 'switch' || value === 'true' || value === 'false') return;
  return `--${flag}: a switch takes no value, got ${quote(value)}; write --${flag} or --no-${flag}`;
}

import { ConfigError } from '../config-error.ts';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import { Interrupted } from '../interrupted.ts';
import { linesOfError } from '../lines-of-error.ts';
import type { Problem } from '../problem.ts';
import { paintOf } from '../terminal/paint.ts';
import type { Voice } from '../terminal/voice.ts';
import type { Command, Program } from './command.ts';
import { nearest } from './nearest.ts';
import { readLine } from './read-line.ts';
import { readValues } from './read-values.ts';

/**
 * Runs one command line to its exit code; nothing is thrown, everything is said. `report` says an error's lines, on
 * standard error unless it says otherwise.
 */
export async function runProgram<World extends Voice>(
  program: Program<World>,
  args: readonly string[],
  world: World,
  report: (line: string) => void = (line) => world.err(`${paintOf(world.errors.hasColour).bad(line)}\n`),
): Promise<number> {
  try {
    return await dispatch(program, args, world);
  } catch (error) {
    const reason = reasonOf(error, world);
    for (const line of linesOfError(reason)) report(line);
    return exitCodeOf(reason);
  }
}

/** Why a program ended: what stopped it, unless what was thrown knows more. */
function reasonOf(error: unknown, { interrupted, stopped }: Voice): unknown {
  if (!interrupted.aborted || error instanceof Interrupted) return error;
  const isAbort = exitCodeOf(error) === EXIT.interrupted;
  return stopped.aborted || isAbort ? interrupted.reason : error;
}

async function dispatch<World extends Voice>(
  program: Program<World>,
  args: readonly string[],
  world: World,
): Promise<number> {
  const { columns } = world.terminal;
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const asksHelp = own[0] === 'help' || own.some((arg) => arg === '--help' || arg === '-h');
  const words = own[0] === 'help' ? args.slice(1) : args;
  if (!asksHelp && (own[0] === 'version' || own.some((arg) => arg === '--version' || arg === '-v'))) {
    world.out(`${program.version}\n`);
    return EXIT.fine;
  }
  const isNamed = words[0] !== undefined && !words[0].startsWith('-');
  if (asksHelp && !isNamed) {
    const { helpOfProgram } = await import('./help.ts');
    world.out(`${await helpOfProgram(program, columns)}\n`);
    return EXIT.fine;
  }
  const name = isNamed ? words[0] : program.usual;
  if (name === undefined || !Object.hasOwn(program.commands, name)) throw new ConfigError([noCommand(program, words)]);
  const command = await program.commands[name]?.load();
  if (command === undefined) throw new RangeError(`runProgram: ${name} is no command`);
  if (asksHelp) {
    const { helpOfCommand } = await import('./help.ts');
    world.out(`${await helpOfCommand(program, name, command, columns)}\n`);
    return EXIT.fine;
  }
  const where = isNamed ? `${program.name} ${name}` : program.name;
  return await runCommand(command, { where, args: isNamed ? words.slice(1) : words, world });
}

async function runCommand<World extends Voice>(
  command: Command<World>,
  { where, args, world }: { readonly where: string; readonly args: readonly string[]; readonly world: World },
): Promise<number> {
  const line = readLine(args, { where, ...command });
  const { values, given, problems } = readValues(command.options, { flags: line.flags, env: world.env });
  const typed = { words: line.words, rest: line.rest, given };
  const own = [...line.problems, ...problems];
  // What is wrong by itself has its default in there: one problem of it is enough.
  const together = (command.check?.(values, typed, world.env) ?? []).filter(
    ({ where }) => !own.some((problem) => problem.where === where),
  );
  const all = [...own, ...together];
  if (all.length > 0) throw new ConfigError(all);
  return await command.run(values, world, typed);
}

function noCommand<World>({ name, commands, usual }: Program<World>, words: readonly string[]): Problem {
  const names = Object.keys(commands);
  const [typed] = words;
  if (typed === undefined) return { where: name, what: 'which command?', fix: `give one of ${names.join(', ')}` };
  if (typed.startsWith('-')) {
    const found = words.find((word) => names.includes(word));
    const fix = found === undefined ? `one of ${names.join(', ')}` : `${name} ${found} ${typed} …`;
    return { where: name, what: 'the command comes first', got: typed, fix: `write ${fix}` };
  }
  const near = nearest(typed, names);
  if (near !== undefined) return { where: name, what: 'no such command', got: typed, fix: `did you mean ${near}?` };
  const isFile = usual !== undefined && /[./]/.test(typed);
  const fix = isFile ? `a file of trips goes after --data` : `give one of ${names.join(', ')}`;
  return { where: name, what: 'no such command', got: typed, fix };
}

import type { Problem } from '../problem.ts';
import type { Environment } from '../settings/dot-env.ts';
import type { Options, Values } from './option.ts';
import type { Source } from './read-values.ts';

/** A word that a command takes besides its options, such as the job of `status JOB`. */
export interface Word {
  readonly name: string;
  /** What is said where it is missing. */
  readonly missing: { readonly what: string; readonly fix: string };
  /** Whether any number of them may follow; of a command's last word alone. */
  readonly isRepeatable?: boolean;
}

/** What was typed besides options. */
export interface Typed {
  /** As many as the command has names for, or more where the last is repeatable. */
  readonly words: readonly string[];
  /** Everything after `--`, as it was typed. */
  readonly rest: readonly string[];
  /** Where each option's value came from; nothing where it is the default. */
  readonly given: Source;
}

/** A command is one value: what help says of it, what it takes, what it does. Answers its exit code. */
export interface Command<World, O extends Options = Options> {
  readonly about?: string;
  readonly words?: readonly Word[];
  /** What may stand after `--`; absent, nothing may. */
  readonly rest?: string;
  readonly options: O;
  /** What is wrong with the values together; what is wrong with one, its option says. */
  check?(values: Values<O>, typed: Typed, env: Environment): readonly Problem[];
  // A method, so that a table of commands may hold commands of different options.
  run(values: Values<O>, world: World, typed: Typed): Promise<number>;
}

/** Gives a command the types of its own options. */
export function command<World, O extends Options>(value: Command<World, O>): Command<World, O> {
  return value;
}

/** A command's line in its program: it is loaded when it runs, or when its help is asked for. */
export interface CommandEntry<World> {
  readonly summary: string;
  readonly load: () => Promise<Command<World>>;
}

/** A program: its commands by name. */
export interface Program<World> {
  readonly name: string;
  readonly version: string;
  /** What it is for, in a line. */
  readonly about: string;
  readonly commands: Readonly<Record<string, CommandEntry<World>>>;
  /** The command that runs where none is named. */
  readonly usual?: string;
}

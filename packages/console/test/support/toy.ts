/** A small program, and a world that writes down what it says. */
import { anyText, command, flag, numberWithin, oneOf, type Program, text, texts, type Voice } from '../../src/index.ts';

export interface Said extends Voice {
  readonly output: string[];
  readonly complaints: string[];
}

export function listeningWorld(env: Record<string, string> = {}): Said {
  const terminal = { isTerminal: false, hasColour: false, columns: 80 };
  const output: string[] = [];
  const complaints: string[] = [];
  return {
    env,
    dotEnv: {},
    output,
    complaints,
    out: (text) => output.push(text),
    err: (text) => complaints.push(text),
    live: () => {},
    waiting: () => {},
    terminal,
    errors: terminal,
    interrupted: new AbortController().signal,
    stopped: new AbortController().signal,
  };
}

const brew = command({
  about: 'Makes a cup.',
  options: {
    bean: texts('What goes in; repeatable', { check: anyText, usual: ['arabica'] }),
    cups: text('How many', {
      check: numberWithin({ min: 1, max: 12, isWhole: true, such: 2 }),
      variables: ['CUPS'],
      usual: 1,
    }),
    grind: text('How fine', { check: oneOf('fine', 'coarse'), usual: 'fine' as const }),
    milk: flag('With milk', true),
    json: flag('Print JSON'),
    name: text('On the cup', { check: anyText }),
  },
  run: async (values, world: Voice, { given }) => {
    world.out(`${JSON.stringify({ ...values, given })}\n`);
    return 0;
  },
});

const drink = command({
  words: [{ name: 'CUP', missing: { what: 'which cup?', fix: 'give its name' } }],
  rest: "drinkers' options",
  options: {},
  run: async (_, world: Voice, { words, rest }) => {
    world.out(`${JSON.stringify({ words, rest })}\n`);
    return 0;
  },
});

export const TOY: Program<Voice> = {
  name: 'toy',
  version: '1.2.3',
  about: 'Coffee.',
  commands: {
    brew: { summary: 'Make a cup', load: async () => brew },
    drink: { summary: 'Drink a cup', load: async () => drink },
  },
  usual: 'brew',
};

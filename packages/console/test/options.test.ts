import { describe, expect, test } from 'vitest';
import { runProgram } from '../src/index.ts';
import { listeningWorld, TOY } from './support/toy.ts';

/** Runs a command line; what it printed, what it complained of, its exit code. */
async function toy(args: readonly string[], env: Record<string, string> = {}) {
  const world = listeningWorld(env);
  const code = await runProgram(TOY, args, world);
  return { code, out: world.output.join(''), err: world.complaints.join('') };
}

const valuesOf = async (args: readonly string[], env: Record<string, string> = {}) => {
  const { out, err } = await toy(args, env);
  if (err !== '') throw new Error(err);
  return JSON.parse(out);
};

describe('a command line', () => {
  test('without anything runs the usual command with its defaults', async () => {
    expect(await valuesOf([])).toEqual({
      bean: ['arabica'],
      cups: 1,
      grind: 'fine',
      milk: true,
      json: false,
      given: {},
    });
  });

  test('takes flags over the environment over defaults, and knows which it was', async () => {
    expect(await valuesOf(['brew'], { CUPS: '3' })).toMatchObject({
      cups: 3,
      given: { cups: [{ where: 'CUPS', text: '3' }] },
    });
    expect(await valuesOf(['brew', '--cups', '4'], { CUPS: '3' })).toMatchObject({
      cups: 4,
      given: { cups: [{ where: '--cups', text: '4' }] },
    });
    expect(await valuesOf(['brew'], { CUPS: '' })).toMatchObject({ cups: 1, given: {} });
  });

  test.each([
    [['--bean=a', '--bean', 'b'], { bean: ['a', 'b'] }],
    [['--bean', '-'], { bean: ['-'] }],
    [['--bean', '-73.98,40.75'], { bean: ['-73.98,40.75'] }],
    [['--bean=--odd'], { bean: ['--odd'] }],
    [['--bean', '"a" $b `c`\n*'], { bean: ['"a" $b `c`\n*'] }],
    [['--bean', '007'], { bean: ['007'] }],
    [['--no-milk'], { milk: false }],
    [['--milk', 'false'], { milk: false }],
    [['--milk=false', '--json=true'], { milk: false, json: true }],
    [['--json', '--json'], { json: true }],
    [['--cups', '1e1'], { cups: 10 }],
    [['--cups', '2', '--cups', '2'], { cups: 2 }],
  ])('%j is read as it was typed', async (args, values) => {
    expect(await valuesOf(args)).toMatchObject(values);
  });

  test('hands on what stands after --, where the command takes it', async () => {
    expect(await valuesOf(['drink', 'mine', '--', '--sugar', '2'])).toEqual({
      words: ['mine'],
      rest: ['--sugar', '2'],
    });
  });

  test.each([
    [['--milk=yes'], "--milk: takes true or false alone, got 'yes'; write --milk or --no-milk"],
    [['--json=1'], "--json: takes true or false alone, got '1'; write --json or --no-json"],
    [['--json='], "--json: needs a value, got ''; write --json or --no-json"],
    [['--json', '--no-json'], "--json: given 2 times, got 'true, false'; give it once"],
    [['--cups', 'many'], "--cups: wants a whole number from 1 to 12, got 'many'; give one such as 2"],
    [['--cups', 'NaN'], "--cups: wants a whole number from 1 to 12, got 'NaN'; give one such as 2"],
    [['--cups', 'Infinity'], "--cups: wants a whole number from 1 to 12, got 'Infinity'; give one such as 2"],
    [['--cups', '0x5'], "--cups: wants a whole number from 1 to 12, got '0x5'; give one such as 2"],
    [['--cups', '1.5'], "--cups: wants a whole number from 1 to 12, got '1.5'; give one such as 2"],
    [['--cups', '2', '--cups', '3'], "--cups: given 2 times, got '2, 3'; give it once"],
    [['--cups'], "--cups: needs a value, got ''; write --cups VALUE"],
    [['--cups', '--json'], "--cups: needs a value, got ''; write --cups VALUE"],
    [['--grind', 'corse'], "--grind: no such choice, got 'corse'; did you mean coarse? there is fine, coarse"],
    [['--grind', 'espresso'], "--grind: no such choice, got 'espresso'; give fine or coarse"],
    [['--beam', 'x'], '--beam: no such option; did you mean --bean?'],
    [['--no-milc'], '--no-milc: no such option; did you mean --no-milk?'],
    [['--colour', 'red'], '--colour: no such option; --help lists them'],
    [['-b'], '-b: no such option; --help lists them'],
    [['-json'], '-json: no such option; did you mean --json?'],
    [['--constructor'], '--constructor: no such option; --help lists them'],
    [['--__proto__=1'], '--__proto__: no such option; --help lists them'],
    [['brew', 'more'], "toy brew: one word too many, got 'more'; leave it out"],
    [
      ['--bean', 'a.csv', 'b.csv'],
      "toy: one word too many, got 'b.csv'; a glob that the shell expanded? quote it, or write --bean before each",
    ],
    [['brwe'], "toy: no such command, got 'brwe'; did you mean brew?"],
    [['foo'], "toy: no such command, got 'foo'; give one of brew, drink"],
    [['bre'], "toy: no such command, got 'bre'; did you mean brew?"],
    [['constructor'], "toy: no such command, got 'constructor'; give one of brew, drink"],
    [['__proto__'], "toy: no such command, got '__proto__'; give one of brew, drink"],
    [['drink'], 'toy drink: which cup? give its name'],
    [['drink', 'a', '--x'], "--x: no such option; --help lists them (drinkers' options go after --)"],
    [['drink', 'a', 'b'], "toy drink: one word too many, got 'b'; drinkers' options go after --"],
    [['brew', 'x', 'y', 'z'], "toy brew: 3 words too many, got 'x y z'; leave it out"],
    [['brew', '--', 'x'], "toy brew: takes nothing after --, got 'x'; leave it out"],
    [['--name', 'a\u001b]0;b\u0007'], ''],
  ])('%j is one problem, in one sentence', async (args, sentence) => {
    const { code, err, out } = await toy(args);
    if (sentence === '') expect([code, out]).toEqual([0, expect.any(String)]);
    else expect([code, err, out]).toEqual([2, `${sentence}\n`, '']);
  });

  test('with several problems is told all of them', async () => {
    const { err } = await toy(['--cups', '0', '--grind', 'x', '--clup', '1', 'word', '--milk=no']);
    expect(err.trim().split('\n')).toHaveLength(5);
  });
});

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j lists commands and options', async (args) => {
    const { code, out } = await toy(args);
    expect(code).toBe(0);
    for (const text of ['Coffee.', 'toy brew', 'Drink a cup', '--grind', '[default: fine]', '[CUPS]', '-h, --help'])
      expect(out).toContain(text);
  });
  test.each([[['brew', '--help']], [['help', 'brew']], [['brew', '--cups', '-h']]])(
    '%j is of the command',
    async (args) => {
      const { code, out } = await toy(args);
      expect(code).toBe(0);
      expect(out).toContain('Makes a cup.');
      expect(out).not.toContain('Drink a cup');
    },
  );
  test('is as wide as the terminal', async () => {
    for (const columns of [50, 140]) {
      const world = { ...listeningWorld(), terminal: { isTerminal: true, hasColour: false, columns } };
      await runProgram(TOY, ['--help'], world);
      const widest = Math.max(
        ...world.output
          .join('')
          .split('\n')
          .map((line) => line.length),
      );
      expect(widest).toBeLessThanOrEqual(columns);
    }
  });
  test.each([[['--version']], [['-v']], [['version']], [['brew', '--version']]])('%j is the version', async (args) => {
    expect(await toy(args)).toMatchObject({ code: 0, out: '1.2.3\n' });
  });
});

import { expect, test } from 'vitest';
import { documentedCommands } from '../src/documents.ts';
import { expectedOf } from '../src/expected.ts';

test('every command that the documents name is tried as the first, but the one that tries them', () => {
  const skipped = documentedCommands().filter((command) => 'skipped' in expectedOf(command));
  expect(skipped).toEqual(['npx pnpm@12 first-commands']);
});

test('every program that the documents name is tried as the first command in little time', () => {
  const tried = documentedCommands().filter((command) => {
    const expected = expectedOf(command);
    return 'code' in expected && !expected.isLong;
  });
  for (const word of ['trainer', 'submitter', 'sample', 'emulator', 'fix', 'bench', '--filter'])
    expect(
      tried.some((command) => command.includes(` ${word}`)),
      word,
    ).toBe(true);
});

import { expect, test } from 'vitest';
import { documentedCommands } from '../src/documents.ts';
import { expectedOf } from '../src/expected.ts';

test('every program that the documents name is tried as the first command in some form', () => {
  const tried = documentedCommands().filter((command) => 'code' in expectedOf(command));
  for (const word of ['trainer', 'submitter', 'sample', 'emulator', 'fix', '--filter'])
    expect(
      tried.some((command) => command.includes(` ${word}`)),
      word,
    ).toBe(true);
});

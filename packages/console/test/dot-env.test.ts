import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readDotEnv } from '../src/settings/dot-env.ts';

function withDotEnv(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'taxifare-dot-env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, '.env'), text);
  return folder;
}

/** What is said of a `.env`, without its path; nothing of a good one. */
function saidOf(text: string): readonly string[] {
  const folder = withDotEnv(text);
  try {
    readDotEnv(folder);
    return [];
  } catch (error) {
    return `${(error as Error).message}`.split('\n').map((line) => line.replace(join(folder, '.env'), '.env'));
  }
}

const NO_SETTING = 'not NAME=VALUE; write it so, or put # before it';

test.each([
  ['A=1\nB = two words \n\n# comment\n  export C="3" # so\n', { A: '1', B: 'two words', C: '3' }],
  ['\ufeffA=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['A=1\rB=2', { A: '1', B: '2' }],
  ['A=  \nB=2\n', { A: '', B: '2' }],
  ['KEY="one\ntwo = # \nthree"\nB=2\n', { KEY: 'one\ntwo = # \nthree', B: '2' }],
  ["A='it is # all'\nB=`x`\n", { A: 'it is # all', B: 'x' }],
  ['A=it"s\n', { A: 'it"s' }],
  ['', {}],
])('a .env of %j is read', (text, settings) => {
  expect(readDotEnv(withDotEnv(text))).toEqual(settings);
});

test.each([
  ['A=1\nBUCKET_NAME: x\n', [`.env line 2: ${NO_SETTING}`]],
  ['BUCKET_NAME\n', [`.env line 1: ${NO_SETTING}`]],
  ['set BUCKET_NAME=x\n=y\n1A=z\n', [1, 2, 3].map((line) => `.env line ${line}: ${NO_SETTING}`)],
  ['// A=1\n', [`.env line 1: ${NO_SETTING}`]],
  ['A="secret\nB=2\n', ['.env line 1: a quote that is not closed; end the value with "']],
  ['A="x\ny" z\n', ['.env line 2: text after the closing quote; put it into the quotes, or leave it out']],
])('a .env of %j is refused with the line, and nothing of what stands there', (text, said) => {
  expect(saidOf(text)).toEqual(said);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { build, MODULES, targetOf } from '../../build-kernel.ts';

test.each(MODULES)(
  'the $name that is checked in is what its source compiles to',
  async (module) => {
    const checkedIn = readFileSync(targetOf(module), 'utf8');
    expect(checkedIn === (await build(module)), 'run `pnpm --filter @taxifare/core kernel`').toBe(true);
  },
  60_000,
);

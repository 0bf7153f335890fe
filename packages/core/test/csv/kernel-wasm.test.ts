import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildKernel } from '../../build-kernel.ts';

test('the kernel that is checked in is what its source compiles to', async () => {
  const checkedIn = readFileSync(new URL('../../src/csv/kernel-wasm.ts', import.meta.url), 'utf8');
  expect(checkedIn === (await buildKernel()), 'run `pnpm --filter @taxifare/core kernel`').toBe(true);
}, 60_000);

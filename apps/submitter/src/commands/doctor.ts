import { resolve } from 'node:path';
import type { Command } from '../command-line.ts';
import type { Check } from '../doctor/check.ts';
import { checkSetUp, readSetUp } from '../doctor/check-set-up.ts';
import { EXIT } from '../exit-code.ts';
import { type Paint, paintOf } from '../output/paint.ts';
import { given, isOn } from '../settings/inputs.ts';
import { readPlace } from '../settings/place.ts';
import type { World } from '../world.ts';
import { announce, refuseProblems } from './announce.ts';
import { inputsOf } from './with-job.ts';

/** `submitter doctor`: one thing a line, the fix beside each failure; exit code 2 if anything is wrong. */
export async function doctor(command: Command, world: World): Promise<number> {
  const inputs = inputsOf(command, world);
  const isJson = isOn(inputs, 'json');
  const place = readPlace(inputs);
  const setUp = readSetUp(inputs);
  const bundle = given(inputs, 'bundle')?.text;
  const bundleFolder = bundle === undefined ? world.trainerBuild : resolve(world.folder, bundle);
  refuseProblems(inputs);
  announce(place, world, { isJson });
  const paint = paintOf(world.terminal.hasColour);
  const checks: Check[] = [];
  await checkSetUp({ place, setUp, bundleFolder }, world, (check) => {
    checks.push(check);
    if (!isJson) world.out(`${lineOf(check, paint)}\n`);
  });
  const wrong = checks.filter(({ result }) => result === 'wrong').length;
  if (isJson) world.out(`${JSON.stringify(checks, null, 2)}\n`);
  else world.out(wrong === 0 ? 'ready\n' : `${wrong} to mend\n`);
  return wrong === 0 ? EXIT.fine : EXIT.config;
}

function lineOf({ name, result, found, fix }: Check, paint: Paint): string {
  const mark = { fine: paint.good('ok   '), wrong: paint.bad('wrong'), unknown: paint.warn('?    ') }[result];
  return `${mark} ${name.padEnd(12)} ${found}${fix === undefined ? '' : `; ${paint.accent(fix)}`}`;
}

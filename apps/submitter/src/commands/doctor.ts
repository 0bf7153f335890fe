import { EXIT, type Paint, paintOf } from '@taxifare/console';
import type { Check } from '../doctor/check.ts';
import { checkSetUp } from '../doctor/check-set-up.ts';
import { RUNTIME_OPTIONS } from '../job/read-job-options.ts';
import { announce } from './announce.ts';
import { BUNDLE_OPTIONS, bundleFolderOf } from './bundle-in-use.ts';
import { cloudCommand } from './cloud-command.ts';

/** `submitter doctor`: one thing a line, the fix beside each failure; exit code 2 if anything is wrong. */
export const DOCTOR = cloudCommand({
  options: { ...RUNTIME_OPTIONS, ...BUNDLE_OPTIONS },
  run: async (values, world, { place }) => {
    const { json: isJson, image, 'machine-type': machineType, data } = values;
    const setUp = { image, machineType, data };
    const bundleFolder = bundleFolderOf(values, world);
    announce(place, world, { isJson });
    const paint = paintOf(world.terminal.hasColour);
    const checks: Check[] = [];
    await checkSetUp({ place, setUp, bundleFolder }, world, (check) => {
      checks.push(check);
      if (!isJson) world.out(`${lineOf(check, paint)}\n`);
    });
    const wrong = checks.filter(({ result }) => result === 'wrong').length;
    if (isJson) world.out(`${JSON.stringify(checks, null, 2)}\n`);
    else world.out(wrong === 0 ? 'ready\n' : `${wrong} to repair\n`);
    return wrong === 0 ? EXIT.fine : EXIT.config;
  },
});

function lineOf({ name, result, found, fix }: Check, paint: Paint): string {
  const mark = { fine: paint.good('ok   '), wrong: paint.bad('wrong'), unknown: paint.warn('?    ') }[result];
  return `${mark} ${name.padEnd(12)} ${found}${fix === undefined ? '' : `; ${paint.accent(fix)}`}`;
}

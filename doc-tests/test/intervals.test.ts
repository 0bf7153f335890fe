import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLASSES_KM = [0, 0.5, 1, 2, 3, 5, 8, 12, 60];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'taxifare-intervals-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = (...args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH }, stdio: 'pipe' });

/** The file's odd lines as `odd.csv`, the even ones as `even.csv`, both below the header. */
function halve(path: string): void {
  const [header, ...lines] = readFileSync(path, 'latin1').trimEnd().split('\n');
  for (const [name, rest] of [
    ['odd.csv', 1],
    ['even.csv', 0],
  ] as const)
    writeFileSync(join(folder, name), `${[header, ...lines.filter((_, i) => (i + 1) % 2 === rest)].join('\n')}\n`);
}

/** Trains on the odd lines, and tells how many trips of the even ones lie inside, by distance. */
function coverage(): readonly { readonly trips: number; readonly inside: number }[] {
  halve(join(folder, 'all.csv'));
  const trainer = join(ROOT, 'apps/trainer/dist/trainer.mjs');
  node(trainer, '--data', 'odd.csv', '--no-upload', '--output', 'model');
  node(trainer, 'predict', '--model', 'model', '--data', 'even.csv', '--interval', '--output', 'fares.csv');
  const linesOf = (name: string) => readFileSync(join(folder, name), 'latin1').trimEnd().split('\n').slice(1);
  const trips = linesOf('even.csv').map((line) => line.split(','));
  const found = CLASSES_KM.slice(1).map(() => ({ trips: 0, inside: 0 }));
  for (const [i, line] of linesOf('fares.csv').entries()) {
    const [, km = 0, , low, high] = line.split(',').map((field) => (field === '' ? undefined : Number(field)));
    const [, fare, , ...places] = trips[i]!;
    const riders = Number(places.pop());
    const isKept =
      Number(fare) >= 2.5 &&
      Number(fare) <= 500 &&
      km > 0 &&
      km <= 60 &&
      riders >= 1 &&
      riders <= 6 &&
      isNewYork(places);
    if (!isKept || low === undefined || high === undefined) continue;
    const at = found[CLASSES_KM.findLastIndex((from) => km > from || from === 0)]!;
    at.trips += 1;
    if (Number(fare) >= low && Number(fare) <= high) at.inside += 1;
  }
  return found;
}

/** Whether all four coordinates are where cleaning keeps them. */
function isNewYork(places: readonly string[]): boolean {
  return places.every((text, i) => {
    const [least, most] = i % 2 === 0 ? [-74.5, -72.8] : [40.5, 41.8];
    return text !== '' && Number(text) >= least! && Number(text) <= most!;
  });
}

test('of the even lines of a million 93.5 to 96.5 in 100 lie in the intervals of the odd ones, at every distance', () => {
  const sample = ['--rows', '1000000', '--seed', '5', '--output', join(folder, 'all.csv')];
  node(join(ROOT, 'bench/src/sample-main.ts'), ...sample);
  const found = coverage();
  console.log(found.map(({ trips, inside }) => ((100 * inside) / trips).toFixed(1)).join(' '));
  for (const { trips, inside } of found) {
    expect(trips).toBeGreaterThan(10_000);
    expect(inside / trips).toBeGreaterThan(0.935);
    expect(inside / trips).toBeLessThan(0.965);
  }
});

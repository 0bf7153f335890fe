/**
 * `pnpm test`: every package's tests through Turborepo, then one true closing line. Each package leaves vitest's JSON
 * report in `test-report.json` (a cached package has its report restored with the cache), and the counts come from those.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const packages = globSync('{packages/*,apps/*,bench,doc-tests}/package.json').map((path) =>
  path.replace('/package.json', ''),
);
for (const folder of packages) rmSync(`${folder}/test-report.json`, { force: true });

const args = ['scripts/turbo.ts', 'run', 'test', '--continue', '--output-logs=new-only', ...process.argv.slice(2)];
const turbo = spawnSync(process.execPath, args, { stdio: 'inherit' });

let passed = 0;
let failed = 0;
let skipped = 0;
for (const folder of packages) {
  const path = `${folder}/test-report.json`;
  if (!existsSync(path)) continue;
  const report: Report = JSON.parse(readFileSync(path, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests;
  // A file that does not even load has no tests to count: it is one failure.
  failed += report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}
const status = turbo.status ?? 1;
if (status !== 0 && failed === 0) failed = 1;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = status === 0 && failed > 0 ? 1 : status;

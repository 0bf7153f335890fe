import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './support/cloud.ts';
import { runCloud } from './support/process.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Runs `pnpm emulator` to its end. */
async function run(folder: string, args: readonly string[]) {
  return await new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env.PATH, INIT_CWD: folder } };
    execFile(process.execPath, [MAIN, ...args], options, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });
}

test.each([
  [['--port=abc'], "--port: wants a whole number from 0 to 65535, got 'abc'; give one such as 8080"],
  [['--port', '70000'], "--port: wants a whole number from 0 to 65535, got '70000'"],
  [['--port', '0x50'], "--port: wants a whole number from 0 to 65535, got '0x50'"],
  [['--folder'], "--folder: needs a value, got ''; write --folder VALUE"],
  [['--bucket', 'My_Bucket'], "--bucket: not a bucket name, got 'My_Bucket'; give one such as local-bucket"],
  [['--prt', '8080'], '--prt: no such option; did you mean --port?'],
  [['--port', '1', '--port', '2'], '--port: given 2 times'],
  [['--', 'x'], "takes nothing after --, got 'x'"],
  [['stray'], "emulator: no such command, got 'stray'"],
])('emulator %j is refused with its reason, and nothing is started', async (args, sentence) => {
  const folder = await temporaryFolder();
  const { code, out, err } = await run(folder, args);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
  expect(out).toBe('');
  expect(existsSync(join(folder, '.local-cloud'))).toBe(false);
});

test('emulator --help lists its options on standard output', async () => {
  const { code, out } = await run(await temporaryFolder(), ['--help']);
  expect(code).toBe(0);
  for (const option of ['--folder', '--port', '--bucket']) expect(out).toContain(option);
});

test('emulator keeps its folder where the command was typed, and ends with 0 by Ctrl+C', async () => {
  const folder = await temporaryFolder();
  const { child, ended } = await runCloud(join(folder, 'cloud'));
  expect(existsSync(join(folder, 'cloud/secret'))).toBe(true);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
});

test.skipIf(!existsSync('/proc/self'))('emulator ends with 4 where a folder that is there takes none', async () => {
  const { code, err } = await run(await temporaryFolder(), ['--folder', '/proc/x/y']);
  expect(code).toBe(4);
  expect(err).toContain('/proc/x/y: the local cloud cannot keep its data here');
});

test('emulator ends with 4 where its folder is a file, and where its port is taken', async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(await run(folder, ['--folder', 'file'])).toMatchObject({ code: 4, out: '' });
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? `${address?.port}` : '';
  const { code, err } = await run(folder, ['--port', port]);
  expect(code).toBe(4);
  expect(err).toContain(port);
});

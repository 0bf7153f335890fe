/**
 * `pnpm --filter @taxifare/core kernel`: compiles assembly/kernel.ts and keeps the module, as text, in
 * src/csv/kernel-wasm.ts, so that nothing is fetched or read at run time.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const OPTIONS = 'kernel.ts --outFile kernel.wasm -O3 --noAssert --runtime stub --enable simd --use abort=';
const SOURCES = new URL('assembly/', import.meta.url);
const TARGET = new URL('src/csv/kernel-wasm.ts', import.meta.url);

/** The source of src/csv/kernel-wasm.ts, freshly compiled. */
export async function buildKernel(): Promise<string> {
  const files = readdirSync(SOURCES);
  let wasm: Uint8Array = Buffer.alloc(0);
  const { error, stderr } = await asc.main(OPTIONS.split(' '), {
    readFile: (name: string) => (files.includes(name) ? readFileSync(new URL(name, SOURCES), 'utf8') : null),
    writeFile: (name: string, contents: string | Uint8Array) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => files,
  });
  if (error !== null) throw new Error(`assembly: does not compile\n${stderr}`, { cause: error });
  const base64 = Buffer.from(wasm).toString('base64');
  const lines = (base64.match(/.{1,112}/g) ?? []).map((line) => `  '${line}',\n`);
  return [
    '// Generated from assembly/kernel.ts by `pnpm --filter @taxifare/core kernel`; not to be edited.\n\n',
    "/** The kernel's WebAssembly module in base64. */\n",
    `export const KERNEL_WASM: string = [\n${lines.join('')}].join('');\n`,
  ].join('');
}

if (import.meta.main) writeFileSync(TARGET, await buildKernel());

/** `pnpm --filter @taxifare/crc32c kernel`: compiles assembly/crc32c.ts and keeps it, as text, in src/. */
import { readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const OPTIONS = '--outFile out.wasm -O3 --noAssert --runtime stub --initialMemory 6 --use abort=';
export const TARGET: URL = new URL('src/crc32c-wasm.ts', import.meta.url);

/** The TypeScript that holds the module, freshly compiled. */
export async function build(): Promise<string> {
  const source = readFileSync(new URL('assembly/crc32c.ts', import.meta.url), 'utf8');
  let wasm: Uint8Array = new Uint8Array(0);
  const { error, stderr } = await asc.main(['crc32c.ts', ...OPTIONS.split(' ')], {
    readFile: (file: string) => (file === 'crc32c.ts' ? source : null),
    writeFile: (file: string, contents: string | Uint8Array) => {
      if (file === 'out.wasm' && typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => ['crc32c.ts'],
  });
  if (error !== null) throw new Error(`assembly: does not compile\n${stderr}`, { cause: error });
  const lines = (
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,112}/g) ?? []
  ).map((line) => `  '${line}',\n`);
  return [
    '// Generated from assembly/crc32c.ts by `pnpm --filter @taxifare/crc32c kernel`; not to be edited.\n\n',
    '/** CRC32C: a WebAssembly module in base64. */\n',
    `export const CRC32C_WASM: string = [\n${lines.join('')}].join('');\n`,
  ].join('');
}

if (import.meta.main) writeFileSync(TARGET, await build());

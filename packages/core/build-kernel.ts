/**
 * `pnpm --filter @taxifare/core kernel`: compiles the modules in assembly/ and keeps them, as text, in src/, so that
 * nothing is fetched or read at run time.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const OPTIONS = '--outFile out.wasm -O3 --noAssert --runtime stub --enable simd --use abort=';
const SOURCES = new URL('assembly/', import.meta.url);

/** A module of WebAssembly: assembly/NAME.ts becomes src/TARGET. */
interface Assembled {
  readonly name: string;
  readonly target: string;
  readonly constant: string;
  readonly title: string;
}

export const MODULES: readonly Assembled[] = [
  { name: 'csv-kernel', target: 'kernels/csv-kernel-wasm.ts', constant: 'CSV_KERNEL_WASM', title: 'The CSV kernel' },
  {
    name: 'line-writer',
    target: 'kernels/line-writer-wasm.ts',
    constant: 'LINE_WRITER_WASM',
    title: 'The line writer',
  },
  {
    name: 'trip-engine',
    target: 'kernels/trip-engine-wasm.ts',
    constant: 'TRIP_ENGINE_WASM',
    title: 'The trip engine',
  },
];

export function targetOf({ target }: Assembled): URL {
  return new URL(`src/${target}`, import.meta.url);
}

/** The TypeScript that holds a module, freshly compiled. */
export async function build({ name, constant, title }: Assembled): Promise<string> {
  const files = readdirSync(SOURCES);
  let wasm: Uint8Array = Buffer.alloc(0);
  const { error, stderr } = await asc.main([`${name}.ts`, ...OPTIONS.split(' ')], {
    readFile: (file: string) => (files.includes(file) ? readFileSync(new URL(file, SOURCES), 'utf8') : null),
    writeFile: (file: string, contents: string | Uint8Array) => {
      if (file === 'out.wasm' && typeof contents !== 'string') wasm = contents;
    },
    listFiles: () => files,
  });
  if (error !== null) throw new Error(`assembly: does not compile\n${stderr}`, { cause: error });
  const base64 = Buffer.from(wasm).toString('base64');
  const lines = (base64.match(/.{1,112}/g) ?? []).map((line) => `  '${line}',\n`);
  return [
    `// Generated from assembly/${name}.ts by \`pnpm --filter @taxifare/core kernel\`; not to be edited.\n\n`,
    `/** ${title}: a WebAssembly module in base64. */\n`,
    `export const ${constant}: string = [\n${lines.join('')}].join('');\n`,
  ].join('');
}

if (import.meta.main) {
  for (const module of MODULES) writeFileSync(targetOf(module), await build(module));
}

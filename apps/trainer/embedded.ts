/**
 * BE ADVISED. A dependency that most runs never touch stands in the bundle as a text, and is compiled when it is first
 * asked for. V8 reads through every function of a module at each start, and Node loads every built-in that one of them
 * imports: for Cloud Storage's client and mathjs that is some 90 ms, for the program and again for each of its threads;
 * a text costs one. What you lose: stack traces within them have no names of files. What bites: `new Function` sees no
 * imports, so such a bundle is CommonJS and is handed `require`. The tests of the built bundle would tell you.
 */
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';

export interface Embedded {
  readonly plugin: Plugin;
  /** What went in, for the manifest. */
  readonly modules: () => OutputChunk['modules'];
}

/**
 * A plugin that replaces a package. `names` are what is used of it; those of `functions` are loaded when one of them is
 * called, the others when the module that imports them is.
 */
export function embedded(
  name: string,
  { path, names, functions }: { readonly path: string; readonly names: readonly string[]; readonly functions: boolean },
): Embedded {
  const id = `\0embedded:${name}`;
  let modules: OutputChunk['modules'] = {};
  const plugin: Plugin = {
    name: `embedded-${name}`,
    resolveId: (source, importer) => (source === name && !importer?.startsWith('\0') ? id : null),
    load: async (asked) => {
      if (asked !== id) return null;
      const entry = `\0entry:${name}`;
      const bundle = await rolldown({
        input: entry,
        platform: 'node',
        logLevel: 'warn',
        plugins: [
          {
            name: 'entry',
            resolveId: (source) => (source === entry ? entry : null),
            load: (source) =>
              source === entry ? `export { ${names.join(', ')} } from ${JSON.stringify(path)};` : null,
          },
        ],
      });
      const { output } = await bundle.generate({
        format: 'cjs',
        codeSplitting: false,
        minify: true,
        comments: { legal: false },
      });
      await bundle.close();
      modules = output[0].modules;
      return moduleOf(output[0].code, names, functions);
    },
  };
  return { plugin, modules: () => modules };
}

function moduleOf(code: string, names: readonly string[], functions: boolean): string {
  const value = (name: string) => (functions ? `(...args) => load().${name}(...args)` : `load().${name}`);
  return [
    `import { createRequire } from 'node:module';`,
    `const code = ${JSON.stringify(code)};`,
    `let loaded;`,
    `function load() {`,
    `  if (loaded) return loaded;`,
    `  const module = { exports: {} };`,
    `  new Function('module', 'exports', 'require', code)(module, module.exports, createRequire(import.meta.url));`,
    `  return (loaded = module.exports);`,
    `}`,
    ...names.map((name) => `export const ${name} = ${value(name)};`),
  ].join('\n');
}

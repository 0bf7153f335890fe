import type { Plugin } from 'rolldown';

/**
 * Gives some of a package's functions, and reads the package, a chunk of its own, only when one of them is called. The
 * package is `from`'s.
 */
export function lazyPackage(name: string, functions: readonly string[], from: string): Plugin {
  const chunk = `./${name}.js`;
  const door = `\0door:${name}`;
  const entry = `\0entry:${name}`;
  return {
    name: `lazy-${name}`,
    buildStart() {
      this.emitFile({ type: 'chunk', id: entry, fileName: `${name}.js` });
    },
    resolveId(source, importer) {
      if (source === entry) return entry;
      if (source === chunk) return { id: chunk, external: true };
      if (source !== name) return null;
      return importer === entry ? this.resolve(name, from, { skipSelf: true }) : door;
    },
    load(id) {
      if (id === entry) return `export { ${functions.join(', ')} } from '${name}';`;
      if (id !== door) return null;
      return functions.map((f) => `export const ${f} = (...args) => require('${chunk}').${f}(...args);`).join('\n');
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Edge, Option, Options } from '@taxifare/console';
import { EXIT } from '@taxifare/console';
import { buildIfMissing, compare, SIZE_OPTIONS, sayMachine } from './compare-with-peers.ts';
import { dataFile } from './data-file.ts';
import { startSourceServers } from './source-servers.ts';
import { packedForms, parquetForms, sources } from './sources.ts';

interface SourceOptions extends Options {
  readonly rows: Option<readonly number[]>;
  readonly threads: Option<number>;
  readonly repeats: Option<number>;
}

/** `bench sources`: the trainer on one file by every way that leads to it. */
export const COMPARE_SOURCES: Command<Edge, SourceOptions> = {
  options: SIZE_OPTIONS,
  run: async ({ rows, threads, repeats }, edge) => {
    const status = buildIfMissing(edge);
    if (status !== EXIT.fine) return status;
    sayMachine(edge);
    for (const size of rows) {
      const folder = mkdtempSync(join(tmpdir(), 'taxifare-sources-'));
      const { path } = dataFile(join(import.meta.dirname, '../data'), size);
      const servers = await startSourceServers(path, folder);
      try {
        const forms = { packed: await packedForms(path, folder), parquet: parquetForms(path, folder) };
        const field = sources(servers, forms, threads);
        edge.out(`${compare(size, field, repeats)}\n`);
      } finally {
        servers.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }
    return EXIT.fine;
  },
};

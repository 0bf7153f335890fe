import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { type Competitor, ours, peer } from './competitors.ts';
import type { SourceServers } from './source-servers.ts';

/** Codecs of Parquet files, of those that people have. */
const CODECS = ['snappy', 'zstd'];

/** The file in other forms, beside it. */
export async function packedForms(path: string, folder: string): Promise<Readonly<Record<string, string>>> {
  const [gzip, zstd, zip] = ['gz', 'zst', 'zip'].map((form) => join(folder, `trips.csv.${form}`));
  if (gzip === undefined || zstd === undefined || zip === undefined) throw new RangeError('packedForms: three forms');
  await pipeline(createReadStream(path), createGzip({ level: 6 }), createWriteStream(gzip));
  await pipeline(createReadStream(path), createZstdCompress(), createWriteStream(zstd));
  const { status } = spawnSync('zip', ['-q', '-j', zip, path]);
  return status === 0 ? { gzip, zstd, ZIP: zip } : { gzip, zstd };
}

/** The same rows as Parquet. */
export function parquetForms(path: string, folder: string): Readonly<Record<string, string>> {
  const writer = join(import.meta.dirname, '../peers/write-parquet.ts');
  const write = (codec: string): [string, string] => {
    const form = join(folder, `trips-${codec}.parquet`);
    execFileSync(process.execPath, [writer, path, form, codec], { stdio: 'inherit' });
    return [`Parquet, ${codec}`, form];
  };
  return Object.fromEntries(CODECS.map(write));
}

/**
 * The trainer on one file by every way there is, beside a bare read of the object, which is the limit, and what a user of
 * TypeScript would pick.
 */
export function sources(
  servers: SourceServers,
  { packed, parquet }: Readonly<Record<'packed' | 'parquet', Readonly<Record<string, string>>>>,
  threads: number,
): readonly Competitor[] {
  const { object, url, env } = servers;
  const by = (name: string, at: string | undefined, count = threads): Competitor => {
    const { command, ...how } = ours(count);
    return { ...how, name, env, command: (csv, folder) => command(at ?? csv, folder) };
  };
  const stdin: Competitor = {
    ...by('standard input', '-', 1),
    command: (csv, folder) => [
      'sh',
      '-c',
      'file=$1; shift; cat "$file" | "$@"',
      'sh',
      csv,
      ...ours(1).command('-', folder),
    ],
  };
  const reading = (
    name: string,
    file: string,
    args: readonly string[],
    options: Partial<Competitor> = {},
  ): Competitor => {
    const { command, ...how } = peer(name, file, { env, ...options });
    return { ...how, command: (csv, folder) => [...command(csv, folder).slice(0, 4), ...args] };
  };
  return [
    reading('read only', 'peer-read-object.ts', [object]),
    by('file', undefined),
    by('file', undefined, 1),
    by('gs://', object),
    by('gs://', object, 1),
    by('https://', url),
    by('https://', url, 1),
    ...Object.entries(parquet).flatMap(([name, at]) => [by(name, at), by(name, at, 1)]),
    ...Object.entries(packed).map(([name, path]) => by(name, path, 1)),
    stdin,
    reading('official client, csv-parse', 'peer-official-client.ts', [object], { maxRows: 1e6 }),
    ...(hasProgram('gcloud')
      ? [reading('gcloud storage cat', 'peer-cat.ts', ['gcloud', 'storage', 'cat', object])]
      : []),
    ...(hasProgram('rclone')
      ? [reading('rclone cat', 'peer-cat.ts', ['rclone', 'cat', `local:${object.slice('gs://'.length)}`])]
      : []),
  ];
}

function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

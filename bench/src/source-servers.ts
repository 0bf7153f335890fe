import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore } from '@taxifare/gcs';

const HERE = import.meta.dirname;

/** Where one file can be read from over a network, all of it on loopback. */
export interface SourceServers {
  /** In the local cloud. */
  readonly object: string;
  /** Behind TLS. */
  readonly url: string;
  /** What programs need in their environment to find and trust the two. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** Starts a local cloud and a TLS server, each a process of its own, with the file in both. */
export async function startSourceServers(path: string, folder: string): Promise<SourceServers> {
  const emulator = join(HERE, '../../packages/emulator/src/main.ts');
  const cloud = spawn(process.execPath, [emulator, '--folder', join(folder, 'cloud')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const env = await exportsOf(cloud);
  const store = openStore({ apiEndpoint: env.STORAGE_API_ENDPOINT, projectId: env.PROJECT_ID });
  const object = `gs://${env.BUCKET_NAME}/trips.csv`;
  await store.write(object, createReadStream(path, { highWaterMark: 1024 * 1024 }), { condition: 'any' });
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
  const server = spawn(process.execPath, [join(HERE, 'serve-main.ts'), path, key, cert], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await firstLine(server);
  const { BUCKET_NAME: _, ...without } = env;
  return {
    object,
    url,
    env: { ...without, NODE_EXTRA_CA_CERTS: cert },
    close: () => {
      cloud.kill();
      server.kill();
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new RangeError('firstLine: a pipe is wanted');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('a server ended before it said where it is');
}

/** The variables that the local cloud tells a shell to set. */
async function exportsOf({ stdout }: ChildProcess): Promise<Record<string, string>> {
  if (stdout === null) throw new RangeError('exportsOf: a pipe is wanted');
  const env: Record<string, string> = {};
  for await (const line of createInterface({ input: stdout })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) env[name] = value.replace(/^'(.*)'$/, '$1');
    // The last of them.
    if (name === 'RCLONE_CONFIG_LOCAL_NO_CHECK_BUCKET') return env;
  }
  throw new Error('the local cloud ended before it said where it is');
}

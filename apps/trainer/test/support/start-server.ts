import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface StartedServer {
  readonly port: number;
  /** On a connection that is kept, one of so many at a time. Rejects with the error's code, and whether it was new. */
  ask(method: string, path: string, body?: string): Promise<Answer>;
  /** Sends bytes on a connection of its own, and answers all that comes back until the other side ends it. */
  sendRaw(bytes: string | readonly string[]): Promise<string>;
  /** Resolves with what it has written and its exit code. */
  readonly ended: Promise<string>;
  stop(): void;
  /** At once, with everything that it holds. */
  kill(): void;
}

/** Starts a program that serves HTTP on a free port of loopback, and says where. */
export async function startServer(
  args: readonly string[],
  { cwd, env = {}, sockets = 100 }: { cwd: string; env?: Record<string, string>; sockets?: number },
): Promise<StartedServer> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  const ended = new Promise<string>((resolve) => child.on('close', (code) => resolve(`${out}code ${code}`)));
  const port = await new Promise<number>((resolve, reject) => {
    const hear = (text: string) => {
      out += text;
      const found = /http:\/\/(?:127\.0\.0\.1|\[::1\]):(\d+)/.exec(out)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    void ended.then((text) => reject(new Error(text)));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  return {
    port,
    ended,
    stop: () => child.kill('SIGTERM'),
    kill: () => {
      agent.destroy();
      child.kill('SIGKILL');
    },
    ask: (method, path, body) =>
      new Promise((resolve, reject) => {
        const asking = request({ host: '127.0.0.1', port, path, method, agent }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          answer.on('error', reject);
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
        });
        asking.on('error', (error: NodeJS.ErrnoException) => {
          reject(new Error(`${error.code} on a ${asking.reusedSocket ? 'used' : 'new'} connection`));
        });
        asking.end(body);
      }),
    sendRaw: (bytes) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1');
        let text = '';
        socket.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        socket.on('error', reject);
        socket.on('close', () => resolve(text));
        for (const part of typeof bytes === 'string' ? [bytes] : bytes) socket.write(part);
      }),
  };
}

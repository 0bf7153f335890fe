import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium on the PATH; `undefined` where there is none. */
export const CHROMIUM: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

type Params = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}

/** One page of a headless Chromium, by the DevTools protocol over a pipe. */
export interface Page {
  send(method: string, params?: Params): Promise<Answer>;
  /** The value of an expression in the page, as JSON has it. */
  evaluate<T>(expression: string): Promise<T>;
  /** Opens a URL and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Everything that the protocol has told so far. */
  readonly events: readonly { readonly method: string; readonly params: Params }[];
}

/** Runs `use` on a new page; the browser and its profile are gone afterwards, whatever happens. */
export async function withPage<T>(executable: string, use: (page: Page) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'taxifare-chromium-'));
  const isRoot = process.getuid?.() === 0;
  const child = spawn(
    executable,
    [
      '--headless',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--no-first-run',
      '--disable-gpu',
      '--hide-scrollbars',
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true },
  );
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
    child.on('error', () => resolve());
  });
  try {
    return await use(await pageOf(child.stdio[3] as Writable, child.stdio[4] as Readable, ended));
  } finally {
    // It is the leader of a group of its own: its helpers go with it.
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function pageOf(to: Writable, from: Readable, ended: Promise<void>): Promise<Page> {
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  const events: { readonly method: string; readonly params: Params }[] = [];
  const listeners = new Set<(method: string) => void>();
  const take = ({ id, method, params = {}, result = {}, error }: Message) => {
    if (method !== undefined) {
      events.push({ method, params });
      for (const listener of listeners) listener(method);
    }
    const one = waiting.get(id ?? -1);
    waiting.delete(id ?? -1);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(error.message));
  };
  let text = '';
  from.setEncoding('utf8').on('data', (more: string) => {
    const messages = (text + more).split('\0');
    text = messages.pop() ?? '';
    for (const message of messages) take(JSON.parse(message));
  });
  to.on('error', () => {});
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has ended'));
  });
  let last = 0;
  const ask = (method: string, params: Params, sessionId?: unknown) =>
    new Promise<Answer>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      to.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params: Params = {}) => ask(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'Accessibility']) await send(`${domain}.enable`);
  return {
    send,
    events,
    evaluate: async <T>(expression: string) => {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true });
      if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
      return (result as { readonly value: T }).value;
    },
    open: async (url) => {
      const loaded = new Promise<void>((resolve) => {
        const listener = (method: string) => {
          if (method !== 'Page.loadEventFired') return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
      await send('Page.navigate', { url });
      await loaded;
    },
  };
}

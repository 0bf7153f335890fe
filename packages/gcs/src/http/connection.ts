import { connect, type OnReadOpts, Socket } from 'node:net';
import { HttpError } from './http-error.ts';

const BUFFER_BYTES = 256 * 1024;

/** Where a connection leads to: equal ones share connections. */
export interface Peer {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
}

/**
 * A connection whose socket reads into a few buffers of its own, by turns, for its whole life. Node's streams make a buffer
 * for every 64 KiB instead: for half a gigabyte that is four times the CPU and 100 MB more of memory (docs/decisions.md).
 *
 * While a chunk is in use another buffer fills; then the socket is paused, and the kernel holds the rest.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #buffers: readonly Uint8Array[];
  /** Chunks that came and were not asked for yet: at most one a buffer. */
  readonly #ready: Uint8Array[] = [];
  /** The chunk that whoever reads has not given back. */
  #inUse: Uint8Array | undefined;
  #isPaused = false;
  #silenceMs = 0;
  #waiting: { readonly resolve: () => void } | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #isEnded = false;
  #uses = 0;
  /** Whether a byte has come since the last request. */
  hasAnswered = false;

  private constructor(open: (onread: OnReadOpts) => Socket) {
    this.#buffers = [newBuffer(), newBuffer(), newBuffer()];
    this.#socket = open({
      buffer: () => this.#freeBuffer(),
      callback: (bytes, buffer) => this.#onRead(buffer.subarray(0, bytes)),
    });
    const fail = (error: HttpError) => this.#end({ reason: error });
    this.#socket.setNoDelay(true);
    this.#socket.on('error', (cause) => fail(errorOf(cause, this.hasAnswered)));
    this.#socket.on('timeout', () => {
      fail(new HttpError('silent', `nothing came for ${this.#silenceMs / 1000} s`));
      this.#socket.destroy();
    });
    this.#socket.on('end', () => this.#end(undefined));
    this.#socket.on('close', () => this.#end(undefined));
  }

  /** Resolves at once; what is wrong with the connection comes with the first read. */
  static async open({ isTls, host, port }: Peer): Promise<Connection> {
    if (!isTls) return new Connection((onread) => connect({ host, port, onread }));
    const [tls, { isIP }] = await Promise.all([import('node:tls'), import('node:net')]);
    const servername = isIP(host) === 0 ? host : '';
    return new Connection((onread) => {
      const options = { host, port, servername, onread };
      return tls.connect(options);
    });
  }

  /** The reading end of a pipe, to which nothing is sent. */
  static ofPipe(fd: number): Connection {
    return new Connection((onread) => new Socket({ fd, onread, readable: true, writable: false }));
  }

  /** How many requests have been sent over it. */
  get uses(): number {
    return this.#uses;
  }

  /** Whether it is silent and open, as it has to be for another request. */
  get isIdle(): boolean {
    return this.#ready.length === 0 && !this.#isEnded && this.#failure === undefined;
  }

  send(head: string, body: Uint8Array | undefined, silenceMs: number): void {
    this.#uses += 1;
    this.hasAnswered = false;
    this.#socket.ref();
    this.#silenceMs = silenceMs;
    this.#socket.setTimeout(silenceMs);
    this.#socket.write(head, 'latin1');
    if (body !== undefined && body.length > 0) this.#socket.write(body);
  }

  /** The bytes that come next, good until the next read; `undefined` where the connection has ended. Throws `HttpError`. */
  async read(): Promise<Uint8Array | undefined> {
    this.#inUse = undefined;
    for (;;) {
      const chunk = this.#ready.shift();
      this.#inUse = chunk;
      if (this.#ready.length === 0) this.#resume();
      if (chunk !== undefined) return chunk;
      if (this.#failure !== undefined) throw this.#failure.reason;
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#waiting = { resolve };
      });
    }
  }

  /** Leaves it open for another request, without keeping the process alive. */
  release(): void {
    this.#socket.setTimeout(0);
    this.#socket.unref();
  }

  destroy(reason?: unknown): void {
    this.#end(reason === undefined ? undefined : { reason });
    this.#socket.destroy();
  }

  /** Answers whether the other buffer is free to be read into. */
  #onRead(chunk: Uint8Array): boolean {
    this.hasAnswered = true;
    this.#ready.push(chunk);
    this.#isPaused = this.#ready.length + Number(this.#inUse !== undefined) > 1;
    // A connection that waits for its turn is not silent.
    if (this.#isPaused) this.#socket.setTimeout(0);
    this.#wake();
    return !this.#isPaused;
  }

  /** TLS hands on what it has decrypted although it is told to pause: then there are more buffers. */
  #freeBuffer(): Uint8Array {
    const taken = new Set([...this.#ready, this.#inUse].map((chunk) => chunk?.buffer));
    return this.#buffers.find(({ buffer }) => !taken.has(buffer)) ?? newBuffer();
  }

  #resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.setTimeout(this.#silenceMs);
    this.#socket.resume();
  }

  #end(failure: { readonly reason: unknown } | undefined): void {
    this.#failure ??= failure;
    this.#isEnded = true;
    this.#wake();
  }

  #wake(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}

function newBuffer(): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(BUFFER_BYTES).buffer);
}

function errorOf(cause: Error, hasAnswered: boolean): HttpError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (/CERT|^ERR_(TLS|SSL)|SIGNATURE|SELF_SIGNED/.test(code)) {
    return new HttpError('untrusted', `${code} ${cause.message}`, { cause });
  }
  return new HttpError(hasAnswered ? 'cut' : 'connect', code || cause.message, { cause });
}

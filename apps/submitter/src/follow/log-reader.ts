import { type ApiError, apiErrorOf, isPassing } from '../cloud/api-error.ts';
import { backOffMs } from '../cloud/back-off.ts';
import type { Job, LogEntry } from '../cloud/jobs-api.ts';
import type { FollowOptions } from './follow-options.ts';
import { advance, filterOf, type LogCursor, startCursor } from './log-cursor.ts';

/**
 * Reads a job's new lines poll by poll, within the quota, and knows when there are none. Whatever is wrong with the log
 * is reported once, tried again ever less often, and never thrown.
 */
export class LogReader {
  /** Reads in a row that brought nothing. */
  emptyReads = 0;
  /** The log may not be read, and no later try will change that. */
  isDenied = false;
  readonly #jobId: string;
  readonly #options: FollowOptions;
  #cursor: LogCursor;
  #isFirst = true;
  #failures = 0;
  #failure: ApiError | undefined;
  #lostAtMs = 0;
  #notBeforeMs = 0;

  constructor(job: Job, options: FollowOptions) {
    this.#jobId = job.id;
    this.#options = options;
    this.#cursor = startCursor(job.createTimeMs, options.fromMs);
  }

  /** Reports the lines that are new and returns how many. */
  async read(pollMs: number): Promise<number> {
    const { world, report, signal } = this.#options;
    if (this.isDenied || world.now() < this.#notBeforeMs) return 0;
    try {
      const fresh = await this.#readPages();
      if (this.#failure !== undefined && !isThrottle(this.#failure))
        report({ kind: 'logs-back', afterMs: world.now() - this.#lostAtMs });
      [this.#failures, this.#failure] = [0, undefined];
      this.emptyReads = fresh.length === 0 ? this.emptyReads + 1 : 0;
      if (fresh.length > 0) report({ kind: 'lines', entries: fresh });
      return fresh.length;
    } catch (error) {
      if (signal.aborted) throw error;
      this.#note(apiErrorOf(error), pollMs);
      return 0;
    }
  }

  /** The job has ended and nobody will read again: says so if its last lines are not known. */
  close(): void {
    if (this.#failure !== undefined) this.#options.report({ kind: 'lines-missing', error: this.#failure });
  }

  async #readPages(): Promise<readonly LogEntry[]> {
    const { api, project, task, tail, world, signal } = this.#options;
    const filter = filterOf(this.#cursor, { jobId: this.#jobId, task });
    const entries: LogEntry[] = [];
    let pageToken: string | undefined;
    do {
      // A page may be empty and still name a next one.
      const page = await api.logs({ project, filter, pageToken }, signal);
      for (const entry of page.entries) entries.push(entry);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    const { cursor, fresh } = advance(this.#cursor, entries, world.now());
    this.#cursor = cursor;
    const isCut = this.#isFirst && tail !== undefined;
    this.#isFirst = false;
    return isCut ? fresh.slice(-tail) : fresh;
  }

  #note(error: ApiError, pollMs: number): void {
    const { world, report } = this.#options;
    if (!isPassing(error) && !error.isForeign) {
      this.isDenied = true;
      report({ kind: 'no-logs', error });
      return;
    }
    if (this.#failures === 0) {
      this.#lostAtMs = world.now();
      report(isThrottle(error) ? { kind: 'throttled' } : { kind: 'logs-lost', error });
    }
    this.#failures++;
    this.#failure = error;
    this.#notBeforeMs = world.now() + backOffMs(pollMs, this.#failures, world.random());
  }
}

function isThrottle({ code }: ApiError): boolean {
  return code === 'RESOURCE_EXHAUSTED';
}

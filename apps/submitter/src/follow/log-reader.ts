import { type ApiError, apiErrorOf } from '../cloud/api-error.ts';
import type { Job, LogEntry } from '../cloud/jobs-api.ts';
import type { FollowOptions } from './follow-options.ts';
import { advance, filterOf, type LogCursor, startCursor } from './log-cursor.ts';
import { backOffMs } from './pace.ts';

/** Reads a job's new lines poll by poll, within the quota, and knows when there are none. */
export class LogReader {
  /** Reads in a row that brought nothing. */
  emptyReads = 0;
  isDenied = false;
  readonly #jobId: string;
  readonly #options: FollowOptions;
  #cursor: LogCursor;
  #throttles = 0;
  #notBeforeMs = 0;

  constructor(job: Job, options: FollowOptions) {
    this.#jobId = job.id;
    this.#options = options;
    this.#cursor = startCursor(job.createTimeMs);
  }

  /** Tells the lines that are new and returns how many; a refusal of the logs is told, and is no error. */
  async read(pollMs: number): Promise<number> {
    const { world, tell } = this.#options;
    if (this.isDenied || world.now() < this.#notBeforeMs) return 0;
    try {
      const fresh = await this.#readPages();
      this.#throttles = 0;
      this.emptyReads = fresh.length === 0 ? this.emptyReads + 1 : 0;
      if (fresh.length > 0) tell({ kind: 'lines', entries: fresh });
      return fresh.length;
    } catch (error) {
      if (this.#options.signal.aborted) throw error;
      this.#accept(apiErrorOf(error), pollMs);
      return 0;
    }
  }

  async #readPages(): Promise<readonly LogEntry[]> {
    const { api, project, task, world, signal } = this.#options;
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
    return fresh;
  }

  #accept(error: ApiError, pollMs: number): void {
    const { world, tell } = this.#options;
    if (error.code === 'RESOURCE_EXHAUSTED') {
      if (this.#throttles === 0) tell({ kind: 'throttled' });
      this.#throttles++;
      this.#notBeforeMs = world.now() + backOffMs(pollMs, this.#throttles, world.random());
    } else if (error.code === 'PERMISSION_DENIED') {
      this.isDenied = true;
      tell({ kind: 'no-logs', error });
    } else {
      throw error;
    }
  }
}

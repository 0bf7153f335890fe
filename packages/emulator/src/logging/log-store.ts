import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../http/json-body.ts';

/** A log entry in the API's JSON form. */
export interface LogEntry {
  readonly logName: string;
  readonly insertId: string;
  readonly timestamp: string;
  readonly receiveTimestamp: string;
  readonly severity: string;
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly labels?: Readonly<Record<string, string>>;
  readonly textPayload?: string;
  readonly jsonPayload?: Readonly<Record<string, unknown>>;
}

/** An entry and when it can first be read: like the real one, the log lags behind. */
interface Kept {
  readonly entry: LogEntry;
  readonly visibleMs: number;
}

export interface LogStore {
  append(entry: LogEntry, delayMs: number): void;
  /** Those that can be read by now. */
  entries(): readonly LogEntry[];
}

/** Entries in memory, and on disk for the next start: a file for each job. */
export function openLogStore(folder: string, onBug: ((error: unknown) => void) | undefined): LogStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let hasFailed = false;
  const kept: Kept[] = [];
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const entry = parseEntry(line);
      if (entry !== undefined) kept.push({ entry, visibleMs: 0 });
    }
  }
  return {
    append: (entry, delayMs) => {
      kept.push({ entry, visibleMs: Date.now() + delayMs });
      const name = entry.resource.labels.job_id ?? 'other';
      try {
        const path = join(folder, `${name.replaceAll(/[^\w-]/g, '_')}.jsonl`);
        appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
        hasFailed = false;
      } catch (error) {
        // The job goes on, and its log is there until the cloud ends.
        if (!hasFailed) onBug?.(error);
        hasFailed = true;
      }
    },
    entries: () => {
      const now = Date.now();
      return kept.filter(({ visibleMs }) => visibleMs <= now).map(({ entry }) => entry);
    },
  };
}

/** A line that a crash cut short is no entry. */
function parseEntry(line: string): LogEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && typeof value.insertId === 'string' && isRecord(value.resource)
      ? (value as unknown as LogEntry)
      : undefined;
  } catch {
    return undefined;
  }
}

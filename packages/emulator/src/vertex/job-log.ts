import { randomBytes } from 'node:crypto';
import { isRecord } from '../http/json-body.ts';
import type { LogEntry, LogStore } from '../logging/log-store.ts';
import { type CustomJob, jobIdOf } from './custom-job.ts';
import type { Pace } from './pace.ts';

/** Where a job's lines go. */
export interface JobLog {
  write(task: string, severity: string, text: string): void;
  /** A line of a container: one that is a JSON object becomes fields, its severity and message lifted out. */
  writeLine(task: string, line: string, stream: 'stdout' | 'stderr'): void;
}

/** How much later than the others an entry comes that is late on purpose. */
const LATE_FACTOR = 10;
const SEVERITIES = new Set(['DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY']);

export function createJobLog(job: CustomJob, store: LogStore, pace: Pace): JobLog {
  const [, project = '', , location = ''] = job.name.split('/');
  let count = 0;
  const append = (task: string, severity: string, payload: Pick<LogEntry, 'textPayload' | 'jsonPayload'>) => {
    count += 1;
    const timestamp = timestampNow();
    const entry: LogEntry = {
      logName: `projects/${project}/logs/${task}`,
      insertId: randomBytes(8).toString('hex'),
      timestamp,
      receiveTimestamp: timestamp,
      severity,
      resource: { type: 'ml_job', labels: { job_id: jobIdOf(job), task_name: task, project_id: project } },
      labels: { 'ml.googleapis.com/endpoint': '', 'compute.googleapis.com/zone': `${location}-b` },
      ...payload,
    };
    const isLate = pace.lateEntryOneIn > 0 && count % pace.lateEntryOneIn === 0;
    store.append(entry, isLate ? pace.logMs * LATE_FACTOR : pace.logMs);
  };
  return {
    write: (task, severity, text) => append(task, severity, { jsonPayload: { message: text, levelname: severity } }),
    writeLine: (task, line, stream) => {
      const usual = stream === 'stdout' ? 'INFO' : 'ERROR';
      const fields = fieldsOf(line);
      if (fields === undefined) {
        append(task, usual, { jsonPayload: { message: line, levelname: usual } });
        return;
      }
      const { severity, ...rest } = fields;
      const named = typeof severity === 'string' ? severity.toUpperCase() : usual;
      append(task, SEVERITIES.has(named) ? named : 'DEFAULT', { jsonPayload: rest });
    },
  };
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

let lastMicros = 0n;

/** Nine decimals, each time later than the one before. */
function timestampNow(): string {
  const micros = BigInt(Date.now()) * 1000n;
  lastMicros = micros > lastMicros ? micros : lastMicros + 1n;
  const seconds = new Date(Number(lastMicros / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(lastMicros % 1_000_000n).padStart(6, '0')}000Z`;
}

import { type Paint, visible } from '@taxifare/console';
import type { LogEntry } from '../cloud/jobs-api.ts';

/** Wide enough for `workerpool0-0`. */
const TASK_WIDTH = 13;

/** Fields that say the severity once more. */
const SAID = new Set(['levelname', 'severity']);

/**
 * An entry as people read it: local time, task, message; the severity in words where it is more than information. What a
 * structured line says besides its message stands below it, a field a line; so do further lines of a message.
 */
export function formatEntry(entry: LogEntry, paint: Paint): readonly string[] {
  const tint = tintOf(entry.severity, paint);
  const isNotable = tint !== undefined;
  const head = `${paint.dim(timeOf(entry.timestamp))}  ${taskOf(entry.task, paint)}  `;
  const indent = ' '.repeat(8 + 2 + Math.max(TASK_WIDTH, entry.task.length) + 2);
  const [first = '', ...rest] = entry.message.replace(/\n+$/, '').split('\n').map(visible);
  const mark = isNotable ? `${entry.severity} ` : '';
  const fields = Object.entries(entry.fields)
    .filter(([key]) => !SAID.has(key))
    .map(([key, value]) => `  ${visible(key)}: ${visible(plain(value))}`);
  return [
    head + (tint ? tint(mark + first) : first),
    ...rest.map((line) => indent + (tint ? tint(line) : line)),
    ...fields.map((line) => indent + paint.dim(line)),
  ];
}

function tintOf(severity: string, paint: Paint): ((text: string) => string) | undefined {
  if (severity === 'WARNING') return paint.warn;
  return ['ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'].includes(severity) ? paint.bad : undefined;
}

function taskOf(task: string, paint: Paint): string {
  const text = task.padEnd(TASK_WIDTH);
  return task === 'service' ? paint.dim(text) : paint.accent(text);
}

function timeOf(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString('en-GB', { hour12: false });
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Between the API's JSON form and the objects of its protocol buffers: they differ in times and durations, and in the
 * free-form payload of log entries.
 */
import { isRecord } from '../json-body.ts';

const TIMES = new Set(['createTime', 'startTime', 'endTime', 'updateTime', 'timestamp', 'receiveTimestamp']);
const DURATIONS = new Set(['timeout', 'maxWaitDuration']);

interface Seconds {
  readonly seconds: string;
  readonly nanos: number;
}

/** A resource in JSON form as a message. */
export function messageOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => messageOf(item));
  if (typeof value === 'string' && TIMES.has(name)) return timestampOf(value);
  if (typeof value === 'string' && DURATIONS.has(name)) return durationOf(value);
  if (!isRecord(value)) return value;
  if (name === 'jsonPayload') return structOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, messageOf(inner, key)]));
}

/** A message as a resource in JSON form. */
export function jsonOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => jsonOf(item));
  if (!isRecord(value)) return value;
  if (DURATIONS.has(name)) return `${Number(value.seconds ?? 0) + Number(value.nanos ?? 0) / 1e9}s`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner, key)]));
}

function timestampOf(text: string): Seconds {
  const decimals = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = String(Date.parse(text.replace(/\.\d+/, '')) / 1000);
  return { seconds, nanos: Number(decimals.slice(0, 9).padEnd(9, '0')) };
}

function durationOf(text: string): Seconds {
  const all = Number(text.replace('s', ''));
  return { seconds: String(Math.trunc(all)), nanos: Math.round((all % 1) * 1e9) };
}

function structOf(value: Readonly<Record<string, unknown>>): unknown {
  return { fields: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, protoValueOf(inner)])) };
}

function protoValueOf(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { numberValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(protoValueOf) } };
  return isRecord(value) ? { structValue: structOf(value) } : { nullValue: 'NULL_VALUE' };
}

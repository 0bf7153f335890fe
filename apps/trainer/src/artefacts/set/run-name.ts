import { createHash } from 'node:crypto';

/** The process that saves, and how it asks after others on its machine. */
export interface Saver {
  /** The machine's name. */
  readonly host: string;
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
  readonly nowMs: () => number;
}

/** Folder in the model's folder where sets lie, each under its run's name. */
export const RUNS = '.runs';

/** Age at which a set is left over, whoever made it: saving takes seconds. */
const MAX_AGE_MS = 24 * 3600 * 1000;

/** The name of a new set: its time, machine and process, and random digits. */
export function createRunName({ host, pid, nowMs }: Saver): string {
  return `${nowMs().toString(36)}-${nameOfHost(host)}-${pid}-${crypto.randomUUID().slice(0, 8)}`;
}

/**
 * Whether a set was left by a run that ended early: its process is gone, or it is a day old. `false` for every name that is
 * no set's.
 */
export function isLeftOver(name: string, saver: Saver): boolean {
  const [, start, host, pid] = /^([0-9a-z]+)-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
  if (start === undefined || pid === undefined) return false;
  if (isTooOld(Number.parseInt(start, 36), saver)) return true;
  if (host !== nameOfHost(saver.host)) return false;
  // In containers one process after the other has the same number.
  return Number(pid) === saver.pid || !saver.isRunning(Number(pid));
}

/** Whether what was begun then is left over, whoever began it. */
export function isTooOld(startMs: number, { nowMs }: Saver): boolean {
  return nowMs() - startMs > MAX_AGE_MS;
}

/** Tells machines apart, and tells nobody their names. */
function nameOfHost(host: string): string {
  return createHash('sha256').update(host).digest('hex').slice(0, 8);
}

import { createHash } from 'node:crypto';

/** Who saves: this process, and how to ask after another of this machine. */
export interface Saver {
  /** The machine's name. */
  readonly host: string;
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
  readonly nowMs: () => number;
}

/** Where sets lie before they are the model, in the model's folder: each in a folder that has its run's name. */
export const RUNS = '.runs';

/** Nobody saves for so long. */
const MAX_AGE_MS = 24 * 3600 * 1000;

/** A name for the set that is saved now: when, by which machine and process, and something that no other has. */
export function createRunName({ host, pid, nowMs }: Saver): string {
  return `${nowMs().toString(36)}-${nameOfHost(host)}-${pid}-${crypto.randomUUID().slice(0, 8)}`;
}

/** Whether a set's run has ended without it: its process is gone, or it is a day old. Never so for a name of another kind. */
export function isLeftOver(name: string, saver: Saver): boolean {
  const [, start, host, pid] = /^([0-9a-z]+)-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
  if (start === undefined || pid === undefined) return false;
  const ageMs = saver.nowMs() - Number.parseInt(start, 36);
  if (ageMs > MAX_AGE_MS) return true;
  return host === nameOfHost(saver.host) && Number(pid) !== saver.pid && !saver.isRunning(Number(pid));
}

/** Tells machines apart, and tells nobody their names. */
function nameOfHost(host: string): string {
  return createHash('sha256').update(host).digest('hex').slice(0, 8);
}

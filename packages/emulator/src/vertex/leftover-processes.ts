import { readdirSync, readFileSync } from 'node:fs';

/** Sends a signal to a process group; nothing happens if all of it has ended. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // All of it has ended already.
  }
}

const MOST_ROUNDS = 10;

/**
 * Kills what runs with its HOME in the folder or below: what a replica started and left, in whatever group or session
 * it hides. Found through /proc; where there is none, nothing is. Returns how many were killed.
 */
export function killProcessesAt(folder: string): number {
  const killed = new Set<number>();
  // One that is killed may have just started another.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = processesAt(folder).filter((pid) => !killed.has(pid));
    if (found.length === 0) break;
    for (const pid of found) {
      killed.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
  return killed.size;
}

function processesAt(folder: string): readonly number[] {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      const home = environmentOf(name).find((line) => line.startsWith('HOME='));
      return home !== undefined && `${home.slice('HOME='.length)}/`.startsWith(`${folder}/`);
    })
    .map(Number);
}

function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // Somebody else's, or ended.
    return [];
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Runs `close` once on the first signal that asks to end, a closed terminal's among them, and then exits with 0. Returns
 * what ends the process in the same way with a code of one's own.
 */
export function endOnSignals(process: NodeJS.Process, close: () => Promise<void>): (code: number) => void {
  let isEnding = false;
  const end = (code: number) => {
    if (isEnding) return;
    isEnding = true;
    close()
      .catch(() => {})
      .finally(() => process.exit(code));
  };
  for (const signal of SIGNALS) process.on(signal, () => end(0));
  return end;
}

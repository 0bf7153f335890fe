/** What the shell gets to know; the README has the table. */
export const EXIT = { fine: 0, bug: 1, config: 2, data: 3, storage: 4, job: 5, left: 6, interrupted: 130 } as const;

/** Thrown through everything when the first Ctrl+C arrives. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** By the error's name: a class of a package that was never loaded cannot be thrown. */
export function exitCodeOf(error: unknown): number {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'UsageError':
      return EXIT.config;
    case 'DataError':
      return EXIT.data;
    case 'StorageError':
    case 'EmulatorError':
    case 'CloudError':
    case 'ApiError':
      return EXIT.storage;
    case 'LeftRunning':
      return EXIT.left;
    // Node's own timers and streams reject with `AbortError`, whatever the signal's reason is.
    case 'AbortError':
    case 'Interrupted':
      return EXIT.interrupted;
    default:
      return EXIT.bug;
  }
}

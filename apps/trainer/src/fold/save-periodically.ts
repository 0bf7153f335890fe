export interface PeriodicSaves {
  /** Starts a save if one is due and none is running. */
  tick(): void;
  /** Resolves when none is running. */
  settled(): Promise<void>;
  /** Aborts with what a save failed of. */
  readonly failed: AbortSignal;
}

/** Saves at most so often, one at a time. */
export function savePeriodically(
  save: () => Promise<void>,
  { everyMs, nowMs }: { readonly everyMs: number; readonly nowMs: () => number },
): PeriodicSaves {
  const failed = new AbortController();
  let savedMs = nowMs();
  let saving: Promise<void> | undefined;
  const saveNow = async (): Promise<void> => {
    try {
      await save();
      saving = undefined;
    } catch (error) {
      failed.abort(error);
    }
  };
  return {
    tick: () => {
      if (saving !== undefined || nowMs() - savedMs < everyMs) return;
      savedMs = nowMs();
      saving = saveNow();
    },
    settled: async () => await saving,
    failed: failed.signal,
  };
}

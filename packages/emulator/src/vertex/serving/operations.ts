import type { Json } from './serving-resource.ts';
import type { Resource, ServingStore } from './serving-store.ts';

/** Begins a long-running operation: what `act` does, and what it answers, shows when it is done. */
export type Operate = (parent: string, act: () => Json | Promise<Json>) => Resource;

/** Long-running operations that run for `operationMs` each; one that fails has its error. */
export function createOperations(
  store: ServingStore,
  operationMs: number,
  onBug: ((error: unknown) => void) | undefined,
): Operate {
  return (parent, act) => {
    const operation = { name: `${parent}/operations/${store.nextId()}`, done: false };
    store.put(operation);
    const timer = setTimeout(async () => {
      try {
        store.put({ ...operation, done: true, response: await act() });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        try {
          store.put({ ...operation, done: true, error: { code: 13, message } });
        } catch (again) {
          onBug?.(again);
        }
      }
    }, operationMs);
    timer.unref();
    return operation;
  };
}

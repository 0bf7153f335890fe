/**
 * What can be made to go wrong, by name. On every service: `unavailable` (503), `too-many-requests` (429),
 * `permission-denied` (403), `disk-full` (507), `network-down` (the connection is dropped before anything happens), `lost-answer` (the
 * write happens, then the connection is dropped). On Storage also: `precondition-failed` (412), and on downloads
 * `cut-body`, `slow-body`, `flipped-bit`, `whole-for-range` (200 for 206), `wrong-range` (another range than asked, and
 * says so), `stale-generation` (the answer names the generation before).
 */
export const FAULT_NAMES = [
  'unavailable',
  'too-many-requests',
  'permission-denied',
  'disk-full',
  'network-down',
  'lost-answer',
  'precondition-failed',
  'cut-body',
  'slow-body',
  'flipped-bit',
  'whole-for-range',
  'wrong-range',
  'stale-generation',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

/** What a request is, as far as rules can tell requests apart. */
export interface FaultSubject {
  /** The HTTP method. */
  readonly method: string;
  /** The URL's path, still percent-encoded. */
  readonly path?: string | undefined;
  readonly bucket?: string | undefined;
  readonly object?: string | undefined;
}

export interface FaultRule {
  readonly name: FaultName;
  /** Every given field has to hold; `path` matches a part of the path, the others the whole value. */
  readonly match?: Partial<FaultSubject> | undefined;
  /** How many requests it hits; 1 unless said. */
  readonly times?: number | 'always' | undefined;
  /** `cut-body`, `slow-body`, `flipped-bit`: how many bytes of the body go out untouched; half of it unless said. */
  readonly afterBytes?: number | undefined;
  /** `slow-body`: how long the rest of the body waits; for ever unless said. */
  readonly delayMs?: number | undefined;
}

export interface PlacedFault extends FaultRule {
  /** How many requests it has hit so far. */
  readonly hits: number;
}

export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  list(): readonly PlacedFault[];
  /** The oldest rule of one of these names that matches and is not used up; asking uses it once. */
  take(names: readonly FaultName[], subject: FaultSubject): FaultRule | undefined;
}

export function createFaults(): Faults {
  let placed: { readonly rule: FaultRule; hits: number }[] = [];
  return {
    add: (rule) => {
      placed.push({ rule, hits: 0 });
    },
    clear: () => {
      placed = [];
    },
    list: () => placed.map(({ rule, hits }) => ({ ...rule, hits })),
    take: (names, subject) => {
      const found = placed.find(
        ({ rule, hits }) => names.includes(rule.name) && hits < timesOf(rule) && isMatch(rule.match ?? {}, subject),
      );
      if (found) found.hits += 1;
      return found?.rule;
    },
  };
}

function timesOf(rule: FaultRule): number {
  return rule.times === 'always' ? Number.POSITIVE_INFINITY : (rule.times ?? 1);
}

function isMatch(match: Partial<FaultSubject>, subject: FaultSubject): boolean {
  return (
    (match.method === undefined || match.method === subject.method) &&
    (match.path === undefined || (subject.path ?? '').includes(match.path)) &&
    (match.bucket === undefined || match.bucket === subject.bucket) &&
    (match.object === undefined || match.object === subject.object)
  );
}

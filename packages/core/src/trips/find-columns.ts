import { keyOf } from '../csv/parse-header.ts';
import { NAME_SETS, type NameSet, type TripField } from './name-sets.ts';

const COORDINATES = ['pickup_latitude', 'pickup_longitude', 'dropoff_latitude', 'dropoff_longitude'] as const;

/** Units that a file's own distances can be in, in kilometres. */
export const DISTANCE_UNITS_KM = { km: 1, mi: 1.609344 } as const;

export type DistanceUnit = keyof typeof DISTANCE_UNITS_KM;

/** How a user says which column is which. */
export interface ColumnOptions {
  /** The names of columns that are not called as in a known set. */
  readonly named?: Readonly<Partial<Record<TripField, string>>> | undefined;
  /** The names of a file's columns that has no header, `_` for one that is not wanted. */
  readonly header?: readonly string[] | undefined;
  /** A column of distances, to be used as they stand in place of coordinates. */
  readonly distance?: { readonly column: string; readonly unit: DistanceUnit } | undefined;
}

/** What a training reads, or a prediction. */
export type Purpose = 'training' | 'prediction';

/** Where the wanted columns are: what each holds, and its index among the names. */
export interface FoundColumns {
  readonly holds: readonly TripField[];
  readonly positions: readonly number[];
  readonly names: readonly string[];
  readonly publisher: string;
}

/** What a header lacks, by the known set that it comes nearest to. */
export interface LackingColumns {
  readonly lacks: readonly string[];
  /** What the first of those was to hold. */
  readonly field: TripField;
  /** How many of the wanted columns it has. */
  readonly has: number;
}

export function findColumns(
  header: readonly string[],
  purpose: Purpose,
  options: ColumnOptions,
): FoundColumns | LackingColumns {
  const keys = header.map(keyOf);
  const [needed, more] = wantedFields(purpose, options);
  const named: Readonly<Partial<Record<TripField, string>>> = {
    ...(options.distance === undefined ? {} : { trip_distance: options.distance.column }),
    ...options.named,
  };
  const [first = 'fare_amount'] = needed;
  let nearest: LackingColumns = { lacks: needed.map((field) => named[field] ?? field), field: first, has: -1 };
  for (const { publisher, names } of NAME_SETS) {
    const nameOf = (field: TripField) => named[field] ?? names[field];
    const indexOf = (field: TripField) => keys.indexOf(keyOf(nameOf(field)));
    const lacking = needed.filter((field) => indexOf(field) < 0);
    const asked = more.filter((field) => named[field] !== undefined && indexOf(field) < 0);
    const absent = [...lacking, ...asked];
    const lacks = absent.map(nameOf);
    const has = needed.length - lacking.length;
    const [field] = absent;
    if (field === undefined) {
      const holds = [...needed, ...more].filter((field) => indexOf(field) >= 0);
      return { holds, positions: holds.map(indexOf), names: holds.map(nameOf), publisher };
    }
    if (has > nearest.has) nearest = { lacks, field, has };
  }
  return nearest;
}

/** What has to be there, and what may be. */
function wantedFields(purpose: Purpose, { distance }: ColumnOptions): [readonly TripField[], readonly TripField[]] {
  const places: readonly TripField[] = distance === undefined ? COORDINATES : ['trip_distance'];
  return purpose === 'training' ? [['fare_amount', ...places], ['passenger_count']] : [places, ['key']];
}

/** Every name that a wanted column is known by. */
export function knownKeys({ named = {}, distance }: ColumnOptions): ReadonlySet<string> {
  const names = NAME_SETS.flatMap((set: NameSet) => Object.values(set.names));
  const given = [...Object.values(named), ...(distance === undefined ? [] : [distance.column])];
  return new Set([...names, ...given].map(keyOf));
}

import { type ColumnOptions, DataError, type DataParts, DISTANCE_UNITS_KM, type TripHeader } from '@taxifare/core';
import type { ObjectInfo } from '@taxifare/gcs';
import type { TripHeaderRequest } from './read-head.ts';
import { type ReadHeader, readTripHeader } from './read-trip-header.ts';

const AT_ONCE = 16;
/** The median taxi trip is farther than the one and not so far as the other. */
const ODD_MEDIAN_KM = { below: 0.1, above: 100 };

/** How many row groups there are in each input that is a Parquet file, by its URI. */
export type RowGroups = Readonly<Record<string, number>>;

/** What the first bytes of all inputs say. */
export interface InputForms extends DataParts {
  readonly rowGroups: RowGroups;
  /** What was understood although it is not as in Kaggle's file: a sentence each. */
  readonly notes: readonly string[];
  /** What is probably wrong. */
  readonly warnings: readonly string[];
}

export interface InspectOptions extends TripHeaderRequest {
  /** Called with how many of how many inputs have been looked at. */
  readonly onLook?: (done: number, inputs: number) => void;
}

/** Whether an input can be read as often as one likes; a stream cannot. */
export function isRereadable({ bytes }: ObjectInfo): boolean {
  return Number.isFinite(bytes);
}

/**
 * Reads the headers of all inputs before any is read on: what is no file of trips is refused at once, and so are files
 * that have passengers beside others that have none, as one model cannot have been cleaned by both.
 */
export async function inspectInputs(inputs: readonly ObjectInfo[], options: InspectOptions): Promise<InputForms> {
  const full = inputs.filter(({ bytes }) => bytes > 0);
  const forms: ReadHeader[] = [];
  for (let at = 0; at < full.length; at += AT_ONCE) {
    options.onLook?.(at, full.length);
    forms.push(...(await Promise.all(full.slice(at, at + AT_ONCE).map((input) => readTripHeader(input, options)))));
  }
  const headers = forms.map(({ header }) => header);
  const hasPassengers = headers[0]?.holds.includes('passenger_count') ?? true;
  const other = headers.findIndex(({ holds }) => holds.includes('passenger_count') !== hasPassengers);
  if (other >= 0) {
    const [source, first] = [full[other]?.uri, full[0]?.uri];
    const what = `has ${hasPassengers ? 'no passenger_count, and' : 'passenger_count, and not'} ${first}${hasPassengers ? ' has' : ''}`;
    throw new DataError(`${source}: ${what}; train on files that are alike, or put the column into all of them`, {
      source,
    });
  }
  const { distance } = options.columns ?? {};
  const described = headers.map((header, i) => ({ header, uri: full[i]?.uri ?? '' }));
  return {
    rowGroups: Object.fromEntries(forms.flatMap(({ rowGroups }, i) => (rowGroups ? [[full[i]?.uri, rowGroups]] : []))),
    hasPassengers,
    hasPlaces: distance === undefined,
    notes: [
      ...summed(described.flatMap(({ header, uri }) => header.notes.map((note) => ({ note, uri })))),
      ...rulesNotes(hasPassengers, distance),
    ],
    warnings: summed(
      described.flatMap(({ header, uri }) => warningsOf(header, distance).map((note) => ({ note, uri }))),
    ),
  };
}

/** A sentence for each note, however many files it is of. */
function summed(notes: readonly { readonly note: string; readonly uri: string }[]): readonly string[] {
  const uris = new Map<string, string[]>();
  for (const { note, uri } of notes) uris.set(note, [...(uris.get(note) ?? []), uri]);
  return [...uris].map(([note, [first, ...more]]) => {
    return more.length === 0
      ? `${first}: ${note}`
      : `${first} and ${more.length.toLocaleString('en-US')} more: ${note}`;
  });
}

function rulesNotes(hasPassengers: boolean, distance: ColumnOptions['distance']): readonly string[] {
  return [
    ...(hasPassengers ? [] : ['there is no passenger_count: the rule on passengers is off']),
    ...(distance === undefined
      ? []
      : [`distances are ${distance.column} in ${distance.unit}, as they stand: the rules on coordinates are off`]),
  ];
}

function warningsOf(header: TripHeader, distance: ColumnOptions['distance']): readonly string[] {
  const warnings: string[] = [];
  if (header.isSwapped) {
    warnings.push('latitudes and longitudes look swapped: the columns may be called the wrong way round');
  }
  const medianKm = (header.medianDistance ?? Number.NaN) * DISTANCE_UNITS_KM[distance?.unit ?? 'km'];
  if (medianKm > ODD_MEDIAN_KM.above || medianKm < ODD_MEDIAN_KM.below) {
    const shown = Number(medianKm.toPrecision(3));
    warnings.push(
      `the median of the first trips is ${shown} km; is ${distance?.column} in ${distance?.unit}, not in metres?`,
    );
  }
  return warnings;
}

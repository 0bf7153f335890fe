import type { Moments } from '../moments.ts';
import { type Axis, PICTURE_LENGTH } from '../trips/picture-axes.ts';
import type { SparsePicture } from '../trips/sparse-picture.ts';
import type { TripBatch, TripColumns } from '../trips/trips.ts';
import { TRIP_ENGINE_WASM } from './trip-engine-wasm.ts';
import { instantiate, type WasmGlobal } from './wasm.ts';

/** The rows to train on, close together, and the others. Views are good until the next selection. */
export interface Selection {
  /** How many there are to train on. */
  readonly length: number;
  /** The rows that are dropped or held out. */
  readonly others: Uint32Array;
}

/**
 * The WebAssembly that works on columns of trips, with a memory of its own, for one batch at a time. What a method lists
 * is a view, good until the next call.
 */
export interface TripEngine {
  /** Copies a batch in, over the one before. Good until the next. */
  load(trips: TripBatch): TripColumns;
  /** Computes the distances of the ordinary rows, and lists the others. */
  computeDistances(rows: number): Uint32Array;
  /** Writes the verdict of the rows that lie within all bounds, two a range of `RULE_RANGES`, and lists the others. */
  clean(rows: number, bounds: readonly number[]): Uint32Array;
  /** Puts the rows whose verdict is `KEPT` together. */
  select(rows: number): Selection;
  /** The moments of fare on distance over selected rows, one at least. */
  momentsOf(selection: Selection): Moments;
  /** Counts selected rows into the picture, by distance and fare. */
  tally(selection: Selection, distanceKm: Axis, fareUsd: Axis): void;
  /** Counts all rows into the picture from `start` on, by pickup place. */
  tallyPlaces(rows: number, start: number, latDeg: Axis, lonDeg: Axis): void;
  /** The counts that are not 0; empties the picture. */
  drainPicture(): SparsePicture;
  /** The counts of everything since it was last emptied. */
  readonly picture: Uint32Array;
}

/** See assembly/trip-engine.ts. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(rows: number, pictureBytes: number): void;
  distances(rows: number): number;
  clean(rows: number): number;
  select(rows: number): number;
  moments(rows: number): void;
  tally(rows: number, perKm: number, kmBins: number, perUsd: number, usdBins: number): void;
  tallyPlaces(
    rows: number,
    start: number,
    minLatDeg: number,
    perLatDeg: number,
    latBins: number,
    minLonDeg: number,
    perLonDeg: number,
    lonBins: number,
  ): void;
  drain(): number;
  readonly filledPlaces: WasmGlobal;
  readonly filledCounts: WasmGlobal;
  readonly boundsStart: WasmGlobal;
  readonly mostBounds: WasmGlobal;
  readonly sumsStart: WasmGlobal;
  readonly pictureStart: WasmGlobal;
  readonly columnsStart: WasmGlobal;
  readonly stride: WasmGlobal;
  readonly verdictsStart: WasmGlobal;
  readonly listStart: WasmGlobal;
}

const FIRST_ROWS = 4096;
const SUMS = 11;

export function createTripEngine(): TripEngine {
  return new Engine(instantiate<Exports>(TRIP_ENGINE_WASM));
}

class Engine implements TripEngine {
  readonly #exports: Exports;
  #rows = FIRST_ROWS;
  #views: Views;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#views = layOut(exports, FIRST_ROWS);
  }

  get picture(): Uint32Array {
    return this.#views.picture;
  }

  load(trips: TripBatch): TripColumns {
    const { length } = trips;
    if (length > this.#rows) {
      this.#views = layOut(this.#exports, length);
      this.#rows = length;
    }
    const { columns } = this.#views;
    const { way, passengerCount } = trips;
    columns.fareUsd.set(trips.fareUsd);
    if (passengerCount === undefined) columns.passengerCount.fill(1, 0, length);
    else columns.passengerCount.set(passengerCount);
    const hasPlaces = !('distances' in way);
    if (hasPlaces) {
      columns.pickupLatDeg.set(way.pickupLatDeg);
      columns.pickupLonDeg.set(way.pickupLonDeg);
      columns.dropoffLatDeg.set(way.dropoffLatDeg);
      columns.dropoffLonDeg.set(way.dropoffLonDeg);
    } else {
      columns.pickupLatDeg.fill(1, 0, length);
      columns.pickupLonDeg.fill(1, 0, length);
      columns.dropoffLatDeg.fill(1, 0, length);
      columns.dropoffLonDeg.fill(1, 0, length);
      for (let i = 0; i < length; i++) columns.distanceKm[i] = way.distances[i]! * way.unitKm;
    }
    return { ...columns, length, hasPlaces, hasPassengers: passengerCount !== undefined };
  }

  computeDistances(rows: number): Uint32Array {
    return this.#listed(this.#exports.distances(rows));
  }

  clean(rows: number, bounds: readonly number[]): Uint32Array {
    this.#views.bounds.set(bounds);
    return this.#listed(this.#exports.clean(rows));
  }

  select(rows: number): Selection {
    const length = this.#exports.select(rows);
    return { length, others: this.#listed(rows - length) };
  }

  momentsOf({ length }: Selection): Moments {
    this.#exports.moments(length);
    const s = this.#views.sums;
    return {
      n: length,
      meanX: [s[0]!],
      meanY: s[1]!,
      sxx: [[s[2]!]],
      sxy: [s[3]!],
      syy: s[4]!,
      third: [s[5]!, s[6]!, s[7]!],
      fourth: [s[8]!, s[9]!, s[10]!],
    };
  }

  tally({ length }: Selection, distanceKm: Axis, fareUsd: Axis): void {
    this.#exports.tally(length, 1 / distanceKm.width, distanceKm.bins, 1 / fareUsd.width, fareUsd.bins);
  }

  tallyPlaces(rows: number, start: number, lat: Axis, lon: Axis): void {
    this.#exports.tallyPlaces(rows, start, lat.start, 1 / lat.width, lat.bins, lon.start, 1 / lon.width, lon.bins);
  }

  drainPicture(): SparsePicture {
    const length = this.#exports.drain();
    const { places, counts } = this.#views;
    return { bins: places.slice(0, length), counts: counts.slice(0, length) };
  }

  #listed(length: number): Uint32Array {
    return this.#views.list.subarray(0, length);
  }
}

interface Views {
  readonly columns: Omit<TripColumns, 'length' | 'hasPlaces' | 'hasPassengers'>;
  readonly list: Uint32Array;
  readonly picture: Uint32Array;
  readonly places: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly bounds: Float64Array;
  readonly sums: Float64Array;
}

/** Growing moves the memory, and leaves no view of it good. */
function layOut(exports: Exports, rows: number): Views {
  exports.configure(rows, PICTURE_LENGTH * Uint32Array.BYTES_PER_ELEMENT);
  const { buffer } = exports.memory;
  const column = (i: number) => new Float64Array(buffer, exports.columnsStart.value + i * exports.stride.value, rows);
  return {
    columns: {
      fareUsd: column(0),
      pickupLatDeg: column(1),
      pickupLonDeg: column(2),
      dropoffLatDeg: column(3),
      dropoffLonDeg: column(4),
      passengerCount: column(5),
      distanceKm: column(6),
      verdicts: new Uint8Array(buffer, exports.verdictsStart.value, rows),
    },
    list: new Uint32Array(buffer, exports.listStart.value, rows),
    picture: new Uint32Array(buffer, exports.pictureStart.value, PICTURE_LENGTH),
    places: new Uint32Array(buffer, exports.filledPlaces.value, PICTURE_LENGTH),
    counts: new Uint32Array(buffer, exports.filledCounts.value, PICTURE_LENGTH),
    bounds: new Float64Array(buffer, exports.boundsStart.value, exports.mostBounds.value),
    sums: new Float64Array(buffer, exports.sumsStart.value, SUMS),
  };
}

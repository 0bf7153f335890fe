import { PICTURE_LENGTH } from '../trips/picture.ts';
import type { DistancedTripBatch, TripBatch } from '../trips/trips.ts';
import { TRIP_ENGINE_WASM } from './trip-engine-wasm.ts';

/**
 * Trips in a kernel's memory, for the steps that work on it: `computeDistances`, `clean`, `holdOut`, then `summarize` and
 * `tallyPicture`. Columns may be longer than `length`.
 */
export interface HeldTrips extends DistancedTripBatch {
  /** What becomes of each trip: `KEPT`, or why not. */
  readonly verdicts: Uint8Array;
  readonly kernel: TripKernel;
}

/** The WebAssembly that works on columns of trips, with a memory of its own. For one batch at a time. */
export interface TripKernel {
  /** Copies a batch in, over the one before. Good until the next. */
  hold(trips: TripBatch): HeldTrips;
  /** What `tallyPicture` counts into. */
  readonly picture: Uint32Array;
  readonly steps: KernelSteps;
  /** The bounds that `steps.clean` asks about. */
  readonly rules: Float64Array;
  /** The rows that the last step listed. */
  readonly rest: Uint32Array;
  /** The five sums of `steps.moments`. */
  readonly sums: Float64Array;
}

/** See assembly/trip-engine.ts. */
interface KernelSteps {
  distances(rows: number): void;
  clean(rows: number): void;
  select(rows: number): number;
  moments(): void;
  tally(perKm: number, kmBins: number, perUsd: number, usdBins: number): void;
}

interface Cell {
  readonly value: number;
}

interface Exports extends KernelSteps {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(rows: number, pictureBytes: number): void;
  readonly rulesStart: Cell;
  readonly sumsStart: Cell;
  readonly pictureStart: Cell;
  readonly columnsStart: Cell;
  readonly stride: Cell;
  readonly verdictsStart: Cell;
  readonly restStart: Cell;
  readonly restCount: Cell;
}

/** As much of the host's WebAssembly as is needed: core knows neither the browser's types nor Node's. */
interface Host {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: Exports };
  };
  atob(base64: string): string;
}

const FIRST_ROWS = 4096;
const RULES = 10;
const SUMS = 5;

export function createTripKernel(): TripKernel {
  const { WebAssembly, atob } = globalThis as unknown as Host;
  const wasm = Uint8Array.from(atob(TRIP_ENGINE_WASM), (character) => character.charCodeAt(0));
  return new Kernel(new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports);
}

class Kernel implements TripKernel {
  readonly #exports: Exports;
  #rows = FIRST_ROWS;
  #views: Views;

  constructor(exports: Exports) {
    this.#exports = exports;
    this.#views = layOut(exports, FIRST_ROWS);
  }

  get steps(): KernelSteps {
    return this.#exports;
  }

  get picture(): Uint32Array {
    return this.#views.picture;
  }

  get rules(): Float64Array {
    return this.#views.rules;
  }

  get sums(): Float64Array {
    return this.#views.sums;
  }

  get rest(): Uint32Array {
    return this.#views.rest.subarray(0, this.#exports.restCount.value);
  }

  hold(trips: TripBatch): HeldTrips {
    const { length } = trips;
    if (length > this.#rows) {
      this.#views = layOut(this.#exports, length);
      this.#rows = length;
    }
    const { columns } = this.#views;
    columns.fareUsd.set(trips.fareUsd);
    columns.pickupLatDeg.set(trips.pickupLatDeg);
    columns.pickupLonDeg.set(trips.pickupLonDeg);
    columns.dropoffLatDeg.set(trips.dropoffLatDeg);
    columns.dropoffLonDeg.set(trips.dropoffLonDeg);
    columns.passengerCount.set(trips.passengerCount);
    return { ...columns, length, verdicts: this.#views.verdicts, kernel: this };
  }
}

interface Views extends Pick<TripKernel, 'picture' | 'rules' | 'sums' | 'rest'>, Pick<HeldTrips, 'verdicts'> {
  readonly columns: Omit<DistancedTripBatch, 'length'>;
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
    },
    verdicts: new Uint8Array(buffer, exports.verdictsStart.value, rows),
    rest: new Uint32Array(buffer, exports.restStart.value, rows),
    picture: new Uint32Array(buffer, exports.pictureStart.value, PICTURE_LENGTH),
    rules: new Float64Array(buffer, exports.rulesStart.value, RULES),
    sums: new Float64Array(buffer, exports.sumsStart.value, SUMS),
  };
}

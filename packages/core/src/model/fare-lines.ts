import type { CsvBatch, CsvReader } from '../csv/contract.ts';
import { createCsvReader } from '../csv/create-csv-reader.ts';
import { DataError } from '../data-error.ts';
import { createLineWriter, type LineWriter, MOST_ROWS, type Records } from '../kernels/line-writer.ts';
import { haversineBatch } from '../trips/haversine.ts';
import { type FareColumns, type FareLinesOptions, fareLinesOfRecords } from './fare-lines-of-records.ts';
import { type AddToTally, type FareTally, tallyBy } from './fare-tally.ts';
import type { Model } from './model.ts';
import { predictFareUsd, predictionIntervalUsd } from './predict-fare.ts';

/** Lines of CSV, in UTF-8; a view that the next call overwrites. */
export type OnLines = (lines: Uint8Array) => void;

/** Takes the bytes of a CSV file of trips from its first record on, and gives the lines of their predicted fares. */
export interface FareLines {
  push(bytes: Uint8Array, onLines: OnLines): void;
  end(onLines: OnLines): void;
  /** Of all rows so far. */
  readonly tally: Readonly<FareTally>;
}

const MAX_RECORD_BYTES = 1024 * 1024;
const FEW_ROWS = 8;

/**
 * Every record's line: its key, or its number where the header has no `key`, and its numbers. Numbers are nothing where a
 * coordinate is none. A record with a wrong number of fields is read as far as it goes.
 */
export function createFareLines(options: FareLinesOptions): FareLines {
  return new FareLineMaker(options);
}

class FareLineMaker implements FareLines {
  readonly #options: FareLinesOptions;
  readonly #keyAt: number | undefined;
  readonly #writer: LineWriter;
  readonly #reader: CsvReader;
  readonly #distanceKm: Float64Array;
  /** The offset in the file of the next record. */
  #offset: number;
  /** Records so far, and in the files before. */
  #row: number;
  readonly #addToTally: AddToTally;
  readonly tally: FareTally = { rows: 0, withoutFare: 0, outside: 0 };

  constructor(options: FareLinesOptions) {
    const { header } = options;
    const keyAt = header.names.findIndex((name) => name.toLowerCase() === 'key');
    this.#options = options;
    this.#row = options.rowsBefore ?? 0;
    this.#addToTally = tallyBy(options.model.cleaning.rules);
    this.#keyAt = options.keyAt ?? (keyAt < 0 ? undefined : keyAt);
    this.#offset = header.endByte;
    this.#writer = createLineWriter({
      keyAt: this.#keyAt,
      maxRecordBytes: MAX_RECORD_BYTES,
      separator: header.separator,
    });
    this.#reader = createCsvReader(this.#slice(), { maxRecordBytes: MAX_RECORD_BYTES });
    this.#distanceKm = new Float64Array(this.#writer.columns[0]!.length);
  }

  push(bytes: Uint8Array, onLines: OnLines): void {
    for (let at = 0; at < bytes.length; ) {
      at += this.#writer.put(bytes.subarray(at));
      this.#readWhole(onLines);
      if (this.#writer.waiting > MAX_RECORD_BYTES) this.#refuseLong();
    }
  }

  end(onLines: OnLines): void {
    const rest = this.#writer.rest();
    if (rest.length > 0) onLines(this.#slowLinesOf(rest));
    this.#noteWithoutFare();
  }

  /** Notes where the records begin that have the first row without a fare. */
  #noteWithoutFare(): void {
    if (this.tally.withoutFare > 0) this.tally.withoutFareByte ??= this.#offset;
  }

  /** Reads the whole records that have come; where one is odd, ever fewer at a time, so that few take the slow way. */
  #readWhole(onLines: OnLines): void {
    let most = MOST_ROWS;
    for (let records = this.#writer.take(most); records !== undefined; records = this.#writer.take(most)) {
      const { bytes, rows } = records;
      const lines = this.#linesOf(records) ?? (rows > FEW_ROWS ? undefined : this.#slowLinesOf(bytes));
      if (lines === undefined) {
        this.#writer.putBack();
        most = Math.max(FEW_ROWS, rows >> 2);
        continue;
      }
      onLines(lines);
      this.#noteWithoutFare();
      this.#offset += bytes.length;
      this.#row += rows;
      most = Math.min(MOST_ROWS, most * 4);
    }
  }

  #linesOf(records: Records): Uint8Array | undefined {
    const isRead = records.isPlain && this.#readDistances(records);
    if (!isRead) return undefined;
    const { model, columns } = this.#options;
    fillColumns(this.#writer.columns, this.#distanceKm.subarray(0, records.rows), columns, model);
    return this.#writer.write(columns.length, this.#row + 1);
  }

  /** Answers whether every record is a row. */
  #readDistances({ bytes, rows }: Records): boolean {
    let read = 0;
    const found: FareTally = { rows: 0, withoutFare: 0, outside: 0 };
    const onBatch = ({ length, columns }: CsvBatch): void => {
      const distanceKm = this.#distanceKm.subarray(read, read + length);
      read += length;
      if (columns.length === 1) {
        const { unitKm = 1 } = this.#options;
        for (let i = 0; i < length; i++) distanceKm[i] = columns[0]![i]! * unitKm;
        this.#addToTally(found, distanceKm, undefined);
        return;
      }
      const [pickupLatDeg, pickupLonDeg, dropoffLatDeg, dropoffLonDeg] = columns;
      const trips = {
        length,
        pickupLatDeg: pickupLatDeg!,
        pickupLonDeg: pickupLonDeg!,
        dropoffLatDeg: dropoffLatDeg!,
        dropoffLonDeg: dropoffLonDeg!,
      };
      haversineBatch(trips, distanceKm);
      this.#addToTally(found, distanceKm, trips);
    };
    this.#reader.reset(this.#slice());
    this.#reader.push(bytes, onBatch);
    const { malformed } = this.#reader.end(onBatch);
    if (malformed + read !== rows) throw new RangeError('createFareLines: the readers disagree on where records end');
    if (malformed > 0) return false;
    this.#add(found);
    return true;
  }

  #add({ rows, withoutFare, outside }: FareTally): void {
    this.tally.rows += rows;
    this.tally.withoutFare += withoutFare;
    this.tally.outside += outside;
  }

  /** Tallies a trip that took the slow way. */
  #addOne(distanceKm: number, [aLat, aLon, bLat, bLon]: readonly number[]): void {
    const column = (value: number | undefined) => Float64Array.of(value ?? Number.NaN);
    const places = {
      pickupLatDeg: column(aLat),
      pickupLonDeg: column(aLon),
      dropoffLatDeg: column(bLat),
      dropoffLonDeg: column(bLon),
    };
    this.#addToTally(this.tally, column(distanceKm), bLon === undefined ? undefined : places);
  }

  #slice() {
    const { source, header } = this.#options;
    return { source, header, startByte: this.#offset, endByte: Number.POSITIVE_INFINITY, from: 'record' as const };
  }

  #slowLinesOf(bytes: Uint8Array): Uint8Array {
    const { source } = this.#options;
    try {
      return fareLinesOfRecords(bytes, {
        ...this.#options,
        keyAt: this.#keyAt,
        firstNumber: this.#row + 1,
        onTrip: (distanceKm, places) => this.#addOne(distanceKm, places),
      });
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'CSV_QUOTE_NOT_CLOSED')) throw cause;
      const byte = this.#offset;
      const what = 'a quote in the record that starts here is never closed; close it or remove it';
      throw new DataError(`${source}: byte ${byte}: ${what}`, { source, byte, cause });
    }
  }

  #refuseLong(): never {
    const { source } = this.#options;
    const what = `the record is longer than ${MAX_RECORD_BYTES} bytes; is this a CSV file, with every quote closed?`;
    throw new DataError(`${source}: byte ${this.#offset}: ${what}`, { source, byte: this.#offset });
  }
}

function fillColumns(
  into: readonly Float64Array[],
  distanceKm: Float64Array,
  columns: FareColumns,
  model: Model,
): void {
  const fareUsd = into[columns.length === 1 ? 0 : 1]!;
  if (columns.length > 1) into[0]!.set(distanceKm);
  for (let i = 0; i < distanceKm.length; i++) fareUsd[i] = predictFareUsd(model, distanceKm[i]!);
  if (columns.length < 4) return;
  const [, , low, high] = into;
  for (let i = 0; i < distanceKm.length; i++) {
    const interval = predictionIntervalUsd(model, distanceKm[i]!);
    low![i] = interval?.[0] ?? Number.NaN;
    high![i] = interval?.[1] ?? Number.NaN;
  }
}

import { DataError, type TripHeader } from '@taxifare/core';
import type { FareTally, Model } from '@taxifare/core/model';
import type { ObjectInfo, ObjectStore } from '@taxifare/gcs';
import { grouped } from '../terminal/format-number.ts';

export interface PredictReportOptions {
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
  readonly model: Model;
  readonly isKaggle: boolean;
}

/** What is said of files whose trips were predicted, beside the fares. */
export interface PredictReport {
  /** Lines on a file's form, before its trips. */
  ofHeader(header: TripHeader, uri: string): readonly string[];
  add(tally: FareTally, input: ObjectInfo, header: TripHeader): void;
  /** The same chunks; throws `DataError` after the last where a row has no fare and Kaggle would refuse it. */
  checking(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** What became of the rows. */
  lines(): Promise<readonly string[]>;
}

export function createPredictReport(options: PredictReportOptions): PredictReport {
  const total: FareTally = { rows: 0, withoutFare: 0, outside: 0 };
  let isNumbered = false;
  let first: { readonly input: ObjectInfo; readonly header: TripHeader; readonly fromByte: number } | undefined;
  const withoutFare = async () => {
    const row = first && (await firstWithoutFare(first, options));
    const where = row === undefined ? '' : `, the first in ${row.uri}, ${row.where}: ${row.why}`;
    return `${grouped(total.withoutFare)} of ${grouped(total.rows)} rows have no fare${where}`;
  };
  return {
    ofHeader: (header, uri) => [
      ...header.notes.map((note) => `note: ${uri}: ${note}`),
      ...(header.isSwapped
        ? [`warning: ${uri}: latitudes and longitudes look swapped: the columns may be called the wrong way round`]
        : []),
    ],
    add: ({ rows, withoutFare, withoutFareByte: fromByte = 0, outside }, input, header) => {
      total.rows += rows;
      total.withoutFare += withoutFare;
      total.outside += outside;
      isNumbered ||= !header.holds.includes('key');
      if (withoutFare > 0) first ??= { input, header, fromByte };
    },
    async *checking(chunks) {
      yield* chunks;
      if (!options.isKaggle || total.withoutFare === 0) return;
      throw new DataError(`${await withoutFare()}; Kaggle refuses such a file: correct it, or leave out --kaggle`, {
        source: first?.input.uri,
      });
    },
    lines: async () => [
      `predicted: ${grouped(total.rows)} rows`,
      ...(total.withoutFare === 0 ? [] : [`  warning: ${await withoutFare()}`]),
      ...(total.outside === 0
        ? []
        : [`  warning: ${grouped(total.outside)} are outside the area or the distances that the model was trained on`]),
      ...(isNumbered ? ['  there is no column key: the keys are row numbers'] : []),
    ],
  };
}

async function firstWithoutFare(
  { input, header, fromByte }: { readonly input: ObjectInfo; readonly header: TripHeader; readonly fromByte: number },
  { store, signal, model }: PredictReportOptions,
) {
  const { findWithoutFare } = await import('../inputs/find-dropped.ts');
  return await findWithoutFare(input, header, { store, signal, distance: model.distance, fromByte });
}

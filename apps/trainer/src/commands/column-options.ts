import {
  anyText,
  type Check,
  inGroup,
  type Option,
  oneOf,
  type Problem,
  text,
  texts,
  type Values,
} from '@taxifare/console';
import { type ColumnOptions, type DistanceUnit, TRIP_FIELDS, type TripField } from '@taxifare/core';

/** A column that has another name than a known set gives it. */
interface Naming {
  readonly field: TripField;
  readonly name: string;
}

const naming: Check<Naming> = (where, given) => {
  const [left = '', ...right] = given.split('=');
  const name = right.join('=').trim();
  const field = TRIP_FIELDS.find((known) => known === left.trim());
  if (field !== undefined && name !== '') return { value: { field, name } };
  const fix = `FIELD is one of ${TRIP_FIELDS.join(', ')}, NAME what the file calls it`;
  return { problem: { where, what: 'wants FIELD=NAME', got: given, fix } };
};

const namesInOrder: Check<readonly string[]> = (_, given) => ({ value: given.split(',').map((name) => name.trim()) });

type ColumnOptionTable = {
  readonly column: Option<readonly Naming[]>;
  readonly columns: Option<readonly string[] | undefined>;
  readonly 'distance-column': Option<string | undefined>;
  readonly 'distance-unit': Option<DistanceUnit | undefined>;
};

/** The options that say which column of the data is which. */
export const COLUMN_OPTIONS: ColumnOptionTable = inGroup('Columns of the data', {
  column: texts(`a column that has another name, as in fare_amount=NAME; of ${TRIP_FIELDS.join(', ')}`, {
    check: naming,
  }),
  columns: text('The columns of a file without a header in their order, _ for one that is not wanted', {
    check: namesInOrder,
  }),
  'distance-column': text('Column of distances to use as they are, in place of coordinates', {
    check: anyText,
  }),
  'distance-unit': text('Unit of those distances: mi or km', { check: oneOf('mi', 'km') }),
});

export type ColumnValues = Partial<Values<ColumnOptionTable>>;

/** Those that a command has which takes what a model is of. */
export const NAME_OPTIONS: Pick<ColumnOptionTable, 'column' | 'columns'> = {
  column: COLUMN_OPTIONS.column,
  columns: COLUMN_OPTIONS.columns,
};

/** Which column is which, as far as it was said. */
export function columnsOf(values: ColumnValues): ColumnOptions {
  const { column: namings = [], columns: header, 'distance-column': column, 'distance-unit': unit } = values;
  return {
    ...(namings.length === 0 ? {} : { named: Object.fromEntries(namings.map(({ field, name }) => [field, name])) }),
    ...(header === undefined ? {} : { header }),
    ...(column === undefined || unit === undefined ? {} : { distance: { column, unit } }),
  };
}

/** Problems of the options of a training that do not go together. */
export function problemsOfColumns(values: ColumnValues): readonly Problem[] {
  const { column: namings = [], 'distance-column': column, 'distance-unit': unit } = values;
  const twice = namings.filter(({ field }, i) => namings.findIndex((other) => other.field === field) < i);
  const problems: Problem[] = twice.map(({ field, name }) => {
    return { where: '--column', what: `${field} is named twice`, got: name, fix: 'name it once' };
  });
  const unwanted = { key: 'leave it out', trip_distance: 'give --distance-column' };
  for (const { field, name } of namings) {
    if (!(field === 'key' || field === 'trip_distance')) continue;
    problems.push({ where: '--column', what: `a training reads no ${field}`, got: name, fix: unwanted[field] });
  }
  if (column !== undefined && unit === undefined) {
    problems.push({ where: '--distance-unit', what: `what is ${column} in?`, fix: 'give mi or km' });
  }
  if (column === undefined && unit !== undefined) {
    problems.push({ where: '--distance-unit', what: 'given without --distance-column', fix: 'give both' });
  }
  return problems;
}

import type { ColumnOptions, DistanceUnit } from '@taxifare/core';
import { textAfter, textsAfter } from '../job/trainer-command.ts';

/** What the trainer is told of columns among its arguments. */
export function columnsOfTrainer(args: readonly string[]): ColumnOptions {
  const named = textsAfter(args, 'column').map((naming) => {
    const at = naming.indexOf('=');
    return [naming.slice(0, at), naming.slice(at + 1)];
  });
  const [header, column, unit] = ['columns', 'distance-column', 'distance-unit'].map((name) => textAfter(args, name));
  return {
    named: Object.fromEntries(named),
    header: header?.split(',').map((name) => name.trim()),
    distance: column === undefined ? undefined : { column, unit: (unit ?? 'km') as DistanceUnit },
  };
}

import type { CsvKernel } from '../kernels/csv-kernel.ts';
import { numberOf } from './number-of.ts';
import type { CsvHeader } from './parse-header.ts';
import { parseRecords } from './parse-records.ts';

/** Reads the rows that the kernel's last call could not, all in one go, and puts their numbers in their places. */
export function fillOddRows(kernel: CsvKernel, header: Pick<CsvHeader, 'fields' | 'separator' | 'positions'>): void {
  const { memory, columns, odd } = kernel;
  if (odd.length === 0) return;
  const records = parseRecords(gather(memory, odd), header.separator);
  if (records.length * 3 !== odd.length) throw new RangeError('fillOddRows: the parsers disagree on where records end');
  for (const [i, record] of records.entries()) {
    if (record.length < header.fields) throw new RangeError('fillOddRows: the parsers disagree on where fields end');
    const row = odd[i * 3]!;
    for (const [column, position] of header.positions.entries()) {
      columns[column]![row] = numberOf(record[position]!, header.separator);
    }
  }
}

function gather(memory: Uint8Array, odd: Uint32Array): Uint8Array {
  let length = 0;
  for (let i = 0; i < odd.length; i += 3) length += odd[i + 2]! - odd[i + 1]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < odd.length; i += 3) {
    bytes.set(memory.subarray(odd[i + 1]!, odd[i + 2]!), at);
    at += odd[i + 2]! - odd[i + 1]!;
  }
  return bytes;
}

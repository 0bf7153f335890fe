import type { ParquetColumn } from './footer.ts';
import { ParquetError } from './parquet-error.ts';

/** Reads a column's values as they lie in a page or a dictionary, one after the other. */
export interface NumberReader {
  /** Bytes of a value. */
  readonly bytes: number;
  /** So many values from a byte on, into `[start, start + count)`. Throws `RangeError` where there are not so many. */
  read(view: DataView, at: number, into: Float64Array, start: number, count: number): void;
}

const TEXTS = ['UTF8', 'ENUM', 'JSON', 'BSON'];
const TIMES = ['DATE', 'TIME_MILLIS', 'TIME_MICROS', 'TIMESTAMP_MILLIS', 'TIMESTAMP_MICROS', 'INTERVAL'];

/** How a column's numbers are written. Throws `ParquetError` for a column of anything else. */
export function numberReaderOf({
  name,
  element,
  chunk,
}: Pick<ParquetColumn, 'name' | 'element' | 'chunk'>): NumberReader {
  if (chunk === undefined) throw refusal(name, 'nested values');
  const { type, type_length, converted_type, logical_type, scale } = element;
  const isDecimal = converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';
  const isText = TEXTS.includes(converted_type ?? '') || logical_type?.type === 'STRING';
  if (isText || (type === 'BYTE_ARRAY' && !isDecimal)) throw refusal(name, 'texts');
  if (type === 'BOOLEAN') throw refusal(name, 'truth values');
  const isTime =
    TIMES.includes(converted_type ?? '') || ['DATE', 'TIME', 'TIMESTAMP'].includes(logical_type?.type ?? '');
  if (type === 'INT96' || isTime) throw refusal(name, 'times');
  const divisor = isDecimal ? 10 ** (scale ?? 0) : 1;
  const isUnsigned = converted_type?.startsWith('UINT') ?? false;
  switch (type) {
    case 'DOUBLE':
      return DOUBLES;
    case 'FLOAT':
      return reading(4, (view, at) => view.getFloat32(at, true));
    case 'INT32':
      if (isUnsigned) return reading(4, (view, at) => view.getUint32(at, true));
      return reading(4, (view, at) => view.getInt32(at, true) / divisor);
    case 'INT64':
      return reading(8, (view, at) => int64(view, at, isUnsigned) / divisor);
    case 'FIXED_LEN_BYTE_ARRAY':
      if (!isDecimal || type_length === undefined) throw refusal(name, 'bytes');
      return reading(type_length, (view, at) => bigEndian(view, at, type_length) / divisor);
    default:
      throw refusal(name, `${type}`);
  }
}

/** Doubles, which nearly all columns are: their loop calls no function. */
const DOUBLES: NumberReader = {
  bytes: 8,
  read: (view, at, into, start, count) => {
    for (let i = 0; i < count; i++) into[start + i] = view.getFloat64(at + 8 * i, true);
  },
};

function reading(bytes: number, one: (view: DataView, at: number) => number): NumberReader {
  const read: NumberReader['read'] = (view, at, into, start, count) => {
    for (let i = 0; i < count; i++) into[start + i] = one(view, at + bytes * i);
  };
  return { bytes, read };
}

function refusal(name: string, what: string): ParquetError {
  return new ParquetError(
    `the column ${name} holds ${what}, not numbers; write it as DOUBLE, or give another with --column`,
  );
}

/** The nearest double. */
function int64(view: DataView, at: number, isUnsigned: boolean): number {
  const low = view.getUint32(at, true);
  const high = isUnsigned ? view.getUint32(at + 4, true) : view.getInt32(at + 4, true);
  if (high < 0x200000 && high >= -0x200000) return high * 2 ** 32 + low;
  return Number(isUnsigned ? view.getBigUint64(at, true) : view.getBigInt64(at, true));
}

/** A decimal's digits as a two's complement number of so many bytes, the greatest first; the nearest double. */
function bigEndian(view: DataView, at: number, bytes: number): number {
  let value = BigInt(view.getInt8(at));
  for (let i = 1; i < bytes; i++) value = value * 256n + BigInt(view.getUint8(at + i));
  return Number(value);
}

import type { ParquetColumn } from './footer.ts';
import { ParquetError } from './parquet-error.ts';

/** Reads a column's values as they lie in a page or a dictionary, one after the other. */
export interface NumberReader {
  /** Bytes of a value. */
  readonly bytes: number;
  read(view: DataView, at: number): number;
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
      return { bytes: 8, read: (view, at) => view.getFloat64(at, true) };
    case 'FLOAT':
      return { bytes: 4, read: (view, at) => view.getFloat32(at, true) };
    case 'INT32':
      if (isUnsigned) return { bytes: 4, read: (view, at) => view.getUint32(at, true) };
      return { bytes: 4, read: (view, at) => view.getInt32(at, true) / divisor };
    case 'INT64':
      return { bytes: 8, read: (view, at) => int64(view, at, isUnsigned) / divisor };
    case 'FIXED_LEN_BYTE_ARRAY':
      if (!isDecimal || type_length === undefined) throw refusal(name, 'bytes');
      return { bytes: type_length, read: (view, at) => bigEndian(view, at, type_length) / divisor };
    default:
      throw refusal(name, `${type}`);
  }
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

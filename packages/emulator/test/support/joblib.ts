/** A pickled LinearRegression as the trainer writes it, as far as the emulator reads it. */
export function joblib(slope: number): Uint8Array<ArrayBuffer> {
  const float = (value: number): Buffer => {
    const bytes = Buffer.alloc(9, 0x47);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  };
  const key = (name: string): Buffer => Buffer.from(`X${String.fromCharCode(name.length)}\0\0\0${name}`, 'latin1');
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x80\x02csklearn.linear_model._base\nLinearRegression\n', 'latin1'),
      ...[key('coef_'), float(slope), Buffer.from('e'), key('intercept_'), float(0.5), Buffer.from('.')],
    ]),
  );
}

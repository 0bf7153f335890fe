import type { ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import type { FaultRule } from './faults.ts';

/** A body with the fault in it: cut off, delayed, or with a bit flipped. Other faults leave it as it is. */
export function corruptBody(length: number, fault: FaultRule, response: ServerResponse): Transform {
  const after = Math.min(fault.afterBytes ?? Math.floor(length / 2), Math.max(0, length - 1));
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const at = after - passed;
      passed += chunk.length;
      if (at < 0 || at >= chunk.length) {
        done(null, chunk);
        return;
      }
      if (fault.name === 'flipped-bit') {
        const corrupted = Buffer.from(chunk);
        corrupted[at] = (corrupted[at] ?? 0) ^ 1;
        done(null, corrupted);
      } else if (fault.name === 'cut-body') {
        this.push(chunk.subarray(0, at));
        // What was pushed goes out before the connection breaks.
        response.write('', () => setImmediate(() => response.destroy()));
      } else if (fault.name === 'slow-body') {
        this.push(chunk.subarray(0, at));
        if (fault.delayMs === undefined) return;
        const timer = setTimeout(() => done(null, chunk.subarray(at)), fault.delayMs);
        this.once('close', () => clearTimeout(timer));
      } else done(null, chunk);
    },
  });
}

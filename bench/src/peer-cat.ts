/** A program that writes an object to standard output, which goes nowhere. Only its wall time means anything. */
import { spawnSync } from 'node:child_process';
import { sayResult } from './say-result.ts';

const [program = '', ...args] = process.argv.slice(2);
const { status, stderr } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
if (status !== 0) throw new Error(`${program}: ended with ${status}; ${stderr.slice(-500)}`);
sayResult({ n: 0, c: 0 });

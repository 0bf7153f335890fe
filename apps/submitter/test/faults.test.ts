/**
 * Every command while Vertex AI and Cloud Logging misbehave: which exit code, how soon the first word, how soon the end.
 * The suite tries the rows that are quick; `FAULTS=all` tries all, prints the table, and takes some minutes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, faultProxy } from './support/fault-proxy.ts';
import { type Bench, openBench } from './support/run-submitter.ts';

const status = (code: number, name: string, message: string): Fault => ({
  kind: 'status',
  status: code,
  code: name,
  message,
});

const FAULTS: Readonly<Record<string, { readonly fault: Fault; readonly times?: number }>> = {
  '401': { fault: status(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.') },
  '403': { fault: status(403, 'PERMISSION_DENIED', 'The caller does not have permission') },
  '404': { fault: status(404, 'NOT_FOUND', 'Not found.') },
  '409': { fault: status(409, 'ABORTED', 'There were concurrent changes.') },
  '412': { fault: status(412, 'FAILED_PRECONDITION', 'Precondition check failed.') },
  '429 once': { fault: status(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for requests per minute.'), times: 1 },
  '429 for ever': { fault: status(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for requests per minute.') },
  '500 once': { fault: status(500, 'INTERNAL', 'Internal error encountered.'), times: 1 },
  '500 for ever': { fault: status(500, 'INTERNAL', 'Internal error encountered.') },
  '503 for ever': { fault: status(503, 'UNAVAILABLE', 'The service is currently unavailable.') },
  HTML: { fault: { kind: 'html', status: 200 } },
  hang: { fault: { kind: 'hang' } },
};

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  submit: ['submit', '--no-stream-logs'],
  list: ['list'],
  status: ['status', 'JOB'],
  logs: ['logs', 'JOB'],
  cancel: ['cancel', 'JOB'],
  download: ['download', 'JOB', '--to', 'here'],
  deploy: ['deploy'],
  predict: ['predict', '--distance', '3'],
  models: ['models'],
  rollback: ['rollback'],
  undeploy: ['undeploy'],
  setup: ['setup'],
  doctor: ['doctor'],
};

let bench: Bench;
let job = '';
beforeAll(async () => {
  bench = await openBench();
  await bench.run(['submit', '--job-name', 'trained']);
  await bench.run(['deploy']);
  job = JSON.parse((await bench.run(['status', 'trained', '--json'])).out).number;
});
afterAll(async () => {
  await bench.close();
});

interface Row {
  readonly command: string;
  readonly fault: string;
  readonly code: number | null;
  readonly firstWordS: number;
  readonly endS: number;
  readonly said: string;
}

async function tried(command: string, name: string): Promise<Row> {
  const args = (COMMANDS[command] ?? []).map((arg) => (arg === 'JOB' ? job : arg));
  const found = FAULTS[name];
  const proxy = await faultProxy(bench.cloud.url, found);
  // Nobody listens on the port of a proxy that is closed.
  if (found === undefined) await proxy.close();
  const env = { AIPLATFORM_API_ENDPOINT: proxy.url, LOGGING_API_ENDPOINT: proxy.url };
  const { code, err, out, firstWordMs = Number.POSITIVE_INFINITY, endMs } = await bench.run(args, undefined, env);
  if (found !== undefined) await proxy.close();
  const lines = `${err}\n${out}`.trim().split('\n');
  const said = lines.find((line) => /: .+; /.test(line)) ?? lines.at(-1) ?? '';
  return { command, fault: name, code, firstWordS: firstWordMs / 1000, endS: endMs / 1000, said };
}

/** What a script has to be able to tell apart. */
function codesOf(command: string, fault: string): readonly number[] {
  // A find that is wrong is a finding, and doctor's own exit code.
  if (command === 'doctor') return fault.endsWith('once') ? [0] : [2];
  if (command === 'submit' && /500 for ever|503 for ever|hang/.test(fault)) return [6];
  // One lost create is looked for, and asked for again: the second works.
  // There is one version: none to go back to.
  if (fault.endsWith('once')) return command === 'rollback' ? [2] : [0];
  if (fault === '404' && /^(status|logs|cancel|download)$/.test(command)) return [2];
  return [4];
}

const everything = process.env.FAULTS === 'all';
const commands = Object.keys(COMMANDS).filter((name) => (process.env.COMMANDS ?? name).split(',').includes(name));
const faults = [...Object.keys(FAULTS), 'closed port'];
const quick = commands.flatMap((command) =>
  faults
    .filter((fault) => /^(401|403|404|429 once|500 once|HTML|closed port)$/.test(fault))
    .map((fault) => ({ command, fault })),
);
// A few of many, by turns: together all faults and all commands are tried.
const chosen = everything
  ? commands.flatMap((command) => faults.map((fault) => ({ command, fault })))
  : quick.filter((_, i) => i % 6 === 0);

describe('while the cloud misbehaves', () => {
  const rows: Row[] = [];
  test.concurrent.each(chosen)(
    '$command while it answers $fault speaks soon, ends soon, and has a code of its own',
    async (one) => {
      const row = await tried(one.command, one.fault);
      rows.push(row);
      expect({ ...row, code: row.code }).toMatchObject({
        code: expect.toBeOneOf([...codesOf(one.command, one.fault)]),
      });
      expect(row.firstWordS, JSON.stringify(row)).toBeLessThan(5);
      expect(row.endS, JSON.stringify(row)).toBeLessThan(60);
      if (row.code === 4 || row.code === 6) expect(row.said).toMatch(/^.+: .+; .+/);
      expect(row.said).not.toMatch(/at .*\.(ts|mjs):\d+|<html/i);
    },
  );
  afterAll(() => {
    if (!everything) return;
    for (const { command, fault, code, firstWordS, endS, said } of rows)
      console.log([command, fault, code, firstWordS.toFixed(1), endS.toFixed(1), said].join(' | '));
  });
});

import { expect, test } from 'vitest';
import { parseFilter } from '../src/filter/parse-filter.ts';
import { valueAt } from '../src/filter/value-at.ts';

const entry = {
  timestamp: '2026-11-24T09:00:00.5Z',
  insertId: 'b',
  severity: 'WARNING',
  resource: { type: 'ml_job', labels: { job_id: '456', task_name: 'workerpool0-0' } },
  displayName: 'my job',
  labels: { app: 'simpletaxifare' },
  replicas: 3,
};

test.each([
  ['', true],
  ['resource.type="ml_job" AND resource.labels.job_id="456"', true],
  ['resource.type="ml_job" resource.labels.job_id="457"', false],
  ['timestamp>="2026-11-24T09:00:00.500000000Z"', true],
  ['timestamp>"2026-11-24T09:00:00.500000000Z"', false],
  ['timestamp<"2026-11-24T09:00:01Z" AND timestamp>="1970-01-01T01:00:00.000000000Z"', true],
  ['((timestamp="2026-11-24T09:00:00.5Z" AND insertId>"a") OR timestamp>"2026-11-24T09:00:00.5Z")', true],
  ['((timestamp="2026-11-24T09:00:00.5Z" AND insertId>"b") OR timestamp>"2026-11-24T09:00:00.5Z")', false],
  ['severity>=WARNING', true],
  ['severity>=ERROR', false],
  ['NOT severity=INFO', true],
  ['display_name="my job"', true],
  ['display_name:"my*"', true],
  ['displayName:other', false],
  ['labels.app=simpletaxifare', true],
  ['labels.app:*', true],
  ['labels.none:*', false],
  ['labels.none!=x', true],
  ['replicas>2 AND replicas<=3', true],
  ['timestamp<"now-1d" OR timestamp>="now-1d"', true],
  ['displayName=~"^my .ob$"', true],
  ['displayName=~"JOB"', false],
  ['displayName=~"(?i)JOB"', true],
  ['displayName!~"JOB"', true],
  ['none=~"x"', false],
  ['resource.labels.job_id=~"4\\d6"', true],
  ['-severity=INFO', true],
])('a filter %j is %s of the entry', (filter, expected) => {
  expect(parseFilter(filter)((path) => valueAt(entry, path))).toBe(expected);
});

test.each(['a=', '(a=1', 'a=1)', '=1', 'a b', 'a=1 AND', 'a ~ b', '"', 'a=~"("'])(
  'a filter %j is refused',
  (filter) => {
    expect(() => parseFilter(filter)).toThrow('Invalid filter');
  },
);

test.each([
  ['simpletaxifare', true],
  ['SimpleTaxi', true],
  ['"my job"', true],
  ['my job', true],
  ['my other', false],
  ['NOT other', true],
  ['severity=WARNING my', true],
])('a filter of log entries %j looks everywhere, and is %s', (filter, expected) => {
  expect(parseFilter(filter, true)((path) => valueAt(entry, path))).toBe(expected);
});

test.each([
  ['parentheses', '('.repeat(10_000)],
  ['negations', 'NOT '.repeat(4000)],
  ['characters', 'a=1 '.repeat(50_000)],
])('a filter of too many %s is refused, and not a stack without end', (_, filter) => {
  expect(() => parseFilter(filter)).toThrow('Invalid filter');
});

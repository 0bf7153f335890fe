import { describe, expect, test } from 'vitest';
import { checkBucketName } from '../src/index.ts';

describe('a bucket', () => {
  test.each(['abc', 'wagon-ml-taxi_2', 'data.example.com'])('%s is one', (text) => {
    expect(checkBucketName('--bucket', text)).toEqual({ value: text });
  });
  test.each(['ab', '-ab', 'a..b', '10.0.0.1', 'a'.repeat(64), 'my bucket', '../etc', 'google-x', 'goog-x', ''])(
    '%s is none',
    (text) => {
      expect(checkBucketName('--bucket', text)).toHaveProperty('problem');
    },
  );
  test.each([
    ['gs://my-bucket/', 'give my-bucket'],
    ['gs://b/data', 'give the bucket alone, without gs:// and without a path'],
    ['My-Bucket', 'try my-bucket'],
  ])('%s is refused with what would do', (text, fix) => {
    expect(checkBucketName('--bucket', text)).toMatchObject({ problem: { where: '--bucket', got: text, fix } });
  });
});

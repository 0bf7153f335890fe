import type { Checked } from './checked.ts';
import { isBucketName } from './object-uri.ts';

/** The bare name of a bucket that may be the user's own; `where` is the flag or the variable that it came from. */
export function checkBucketName(where: string, text: string): Checked {
  const bare = text.replace(/^gs:\/\//i, '').replace(/\/+$/, '');
  const isName = isBucketName(bare) && !/^goog|google/.test(bare);
  const problem = (what: string, fix: string): Checked => ({ problem: { where, what, got: text, fix } });
  if (bare !== text) {
    const fix = isName ? `give ${bare}` : 'give the bucket alone, without gs:// and without a path';
    return problem('is a URI, not a bucket name', fix);
  }
  if (isName) return { value: text };
  if (/[A-Z]/.test(text)) return problem('bucket names have no capitals', `try ${text.toLowerCase()}`);
  if (isBucketName(text)) return problem("names with google in them are Google's own", 'choose another name');
  return problem('not a bucket name', 'give 3 to 63 of a-z 0-9 - _ . that begin and end with a letter or digit');
}

import type { Checked } from '@taxifare/console';

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/** Where data comes from: a path, `gs://`, or a web address. */
export function checkInput(where: string, text: string): Checked<string> {
  return checkUri(where, text, ['gs', 'http', 'https']);
}

/** Where a result goes: a path or `gs://`. */
export function checkOutput(where: string, text: string): Checked<string> {
  return checkUri(where, text, ['gs']);
}

function checkUri(where: string, text: string, schemes: readonly string[]): Checked<string> {
  const problem = (what: string, fix: string): Checked<string> => ({ problem: { where, what, got: text, fix } });
  const scheme = SCHEME.exec(text)?.[1];
  if (scheme === undefined) {
    // A folder of that name is a trap for whoever cleans up.
    return /^~(\/|$)/.test(text)
      ? problem('the shell did not expand ~', 'write $HOME, or leave = out')
      : { value: text };
  }
  if (/^gs:\/\/(\/|$)/.test(text)) return problem('names no bucket', 'give gs://BUCKET/NAME');
  if (schemes.includes(scheme)) return { value: text };
  if (scheme === 'file') return problem('is a URI of a file', `give the path, ${text.replace(/^file:\/\//, '')}`);
  if (schemes.includes(scheme.toLowerCase())) {
    return problem(`schemes are written small`, `give ${scheme.toLowerCase()}${text.slice(scheme.length)}`);
  }
  return problem(`${scheme}:// is no place that it knows`, 'give a path or gs://BUCKET/NAME');
}

import type { Checked } from '@taxifare/console';
import { problemOf } from './check.ts';

const KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;
/** Set by the submitter itself; `list` and the search after a lost answer depend on them. */
export const OWN_LABELS: readonly string[] = ['app', 'bundle_sha', 'does', 'git_sha', 'submit_id'];

/** `key=value`, by the rules for resource labels (lowercase letters, digits, `_`, `-`; 63 characters each). */
export function checkLabel(where: string, text: string): Checked<readonly [string, string]> {
  const cut = text.indexOf('=');
  if (cut < 0) return problemOf(where, 'not KEY=VALUE', text, `write ${where} ${text || 'team'}=VALUE`);
  const [key, value] = [text.slice(0, cut), text.slice(cut + 1)];
  if (OWN_LABELS.includes(key)) return problemOf(where, 'is set by the submitter itself', key, 'choose another key');
  if (KEY.test(key) && VALUE.test(value)) return { value: [key, value] };
  const allowed = `${allowedOf(key)}=${allowedOf(value)}`;
  if (/\p{Lu}/u.test(text)) return problemOf(where, 'labels have no capitals', text, `try ${allowed}`);
  return problemOf(where, 'not a label', text, 'use a-z 0-9 _ -, at most 63 characters a side, a letter first');
}

function allowedOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{N}_-]/gu, '_')
    .slice(0, 63);
}

import type { Checked } from '@taxifare/console';
import { problemOf } from './check.ts';

/** A project's id (not its display name): 6 to 30 of a-z 0-9 -, or its number; old ones carry a domain (`example.com:name`). */
export function checkProject(where: string, text: string): Checked<string> {
  if (/^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text) || /^\d{6,}$/.test(text)) return { value: text };
  return problemOf(
    where,
    'not a project id',
    text,
    'give the id, as in `gcloud projects list`, such as my-project-123',
  );
}

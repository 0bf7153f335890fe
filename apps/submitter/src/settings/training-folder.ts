import type { Checked } from '@taxifare/console';
import { problemOf } from './check.ts';

/** An object's name has 1,024 bytes; what comes below the folder needs some of them. */
const MAX_CHARACTERS = 200;

/** A folder of the bucket, without slashes around it: no empty part and no `..`, which a job's mount could not name. */
export function checkTrainingFolder(where: string, text: string): Checked<string> {
  const folder = text.replace(/^\/+|\/+$/g, '');
  const such = 'give one such as trainings or team/trainings';
  if (/^[a-z0-9]+:\/\//i.test(text)) return problemOf(where, 'is a URI, not a folder of the bucket', text, such);
  if (folder.length > MAX_CHARACTERS) return problemOf(where, `longer than ${MAX_CHARACTERS} characters`, text, such);
  const isFolder = folder.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
  return isFolder ? { value: folder } : problemOf(where, 'not a folder of the bucket', text, such);
}

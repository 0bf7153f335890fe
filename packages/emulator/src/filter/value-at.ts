import { isRecord } from '../http/json-body.ts';

/** The value at a path such as `resource.labels.job_id`; `display_name` is `displayName` too. `undefined` where none is; at `*` the whole. */
export function valueAt(resource: unknown, path: string): unknown {
  if (path === '*') return resource;
  let value: unknown = resource;
  for (const [index, part] of path.split('.').entries()) {
    if (!isRecord(value)) return undefined;
    const camel = part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    value = part in value || index > 0 ? value[part] : value[camel];
  }
  return value;
}

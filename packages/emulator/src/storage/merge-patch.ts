import { isRecord } from '../http/json-body.ts';

type Json = Readonly<Record<string, unknown>>;

/** A resource after a patch: objects merge, `null` takes away, anything else replaces (JSON Merge Patch, RFC 7396). */
export function mergePatch(before: Json, patch: Json): Json {
  const merged: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isRecord(value) ? mergePatch(isRecord(old) ? old : {}, value) : value;
  }
  return merged;
}

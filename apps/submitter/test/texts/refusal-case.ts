import type { ApiCode } from '../../src/cloud/api-error.ts';

/** What one of Google's APIs answers in place of what was asked for, and what is made of it. */
export interface RefusalCase {
  readonly source: string;
  readonly code: ApiCode | string;
  readonly text: string;
  readonly reason?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly refusal: string;
  readonly advice: RegExp;
}

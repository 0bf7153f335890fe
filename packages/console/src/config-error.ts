import { type Problem, sentenceOf } from './problem.ts';

/** What the user gave cannot be done: every problem with it, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(sentenceOf).join('\n'), options);
    this.problems = problems;
  }
}

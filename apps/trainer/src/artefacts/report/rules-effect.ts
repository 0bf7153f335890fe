import { type Moments, mergeMoments, RULES, type Summary } from '@taxifare/core';
import { evaluate, type FitOptions, fit } from '@taxifare/core/model';

/** The same fit on other rows. */
export interface Variant {
  readonly name: string;
  readonly rows: number;
  readonly usdPerKm: number;
  readonly rmseUsd: number;
}

/**
 * How the price of a kilometre moves with the cleaning rules: as trained, without each rule by itself (the rows that fail
 * this rule alone come back), and without any. From moments that were gathered in the one pass over the data.
 */
export function rulesEffect({ train, dropped }: Summary, options: FitOptions): readonly Variant[] {
  const variants: Variant[] = [];
  const add = (name: string, moments: Moments) => {
    const found = fit(moments, options);
    const metrics = evaluate(moments, found);
    const [usdPerKm = 0] = found.coefficients;
    if (metrics !== undefined) variants.push({ name, rows: metrics.n, usdPerKm, rmseUsd: metrics.rmse });
  };
  add('as trained', train);
  for (const { reason, subject } of RULES) {
    const { alone } = dropped[reason];
    if (alone.n > 0) add(`without the rule on ${subject}`, mergeMoments(train, alone));
  }
  const everything = RULES.reduce((all, { reason }) => mergeMoments(all, dropped[reason].all), train);
  if (everything.n > train.n) add('without any rule', everything);
  return variants;
}

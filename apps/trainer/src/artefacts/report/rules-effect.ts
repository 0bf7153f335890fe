import { type Moments, mergeMoments, RULES, type Summary } from '@taxifare/core';
import { estimate, evaluate, type FitOptions, type Model } from '@taxifare/core/model';
import { digits, grouped } from '../../terminal/format-number.ts';
import { escaped } from './svg.ts';
import { table } from './table.ts';

/** The same fit on other rows. */
interface Variant {
  readonly name: string;
  readonly rows: number;
  readonly usdPerKm: number;
  readonly rmseUsd: number;
}

/** The same fit with rules switched off, as a table. */
export function rulesEffectTable(summary: Summary, { estimator, alpha, fitIntercept }: Model): string {
  const variants = rulesEffect(summary, { estimator, alpha: alpha ?? 0, fitIntercept });
  const rows = variants.map(({ name, rows, usdPerKm, rmseUsd }, i) => {
    const cells = [grouped(rows), digits(usdPerKm, 4), digits(rmseUsd, 4)];
    return i === 0 ? [name, ...cells].map((cell) => `<b>${escaped(cell)}</b>`) : [escaped(name), ...cells];
  });
  return (
    '<p>The same fit with a rule switched off: the rows come back that it alone drops. Without any rule, all rows come back that have their numbers.</p>' +
    table('What cleaning does to the price', ['', 'rows', 'USD per km', 'root mean square error, USD'], rows)
  );
}

/**
 * How the price of a kilometre moves with the cleaning rules: as trained, without each rule by itself (the rows that fail
 * this rule alone come back), and without any. From moments that were gathered in the one pass over the data.
 */
function rulesEffect({ train, dropped }: Summary, options: FitOptions): readonly Variant[] {
  const variants: Variant[] = [];
  const add = (name: string, moments: Moments) => {
    const found = estimate(moments, options);
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

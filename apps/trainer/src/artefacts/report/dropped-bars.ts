import { type CleaningRules, RULES, type RuleRange } from '@taxifare/core';
import type { Model } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import { escaped } from './svg.ts';

/** A bar for each rule: how many rows it was the first to drop, and what it keeps. A table, so that it reads well at any width. */
export function droppedBars({ cleaning }: Model): string {
  const { dropped, rows, rules } = cleaning;
  const most = Math.max(1, ...RULES.map(({ reason }) => dropped[reason]));
  const bars = RULES.map((rule) => {
    const count = dropped[rule.reason];
    const share = rows === 0 ? 0 : (100 * count) / rows;
    const width = ((100 * count) / most).toFixed(1);
    return (
      `<tr><th scope="row">${escaped(rule.wrong)}<br><span class="soft">${escaped(keptBy(rule, rules))}</span></th>` +
      `<td>${grouped(count)}</td><td>${count === 0 ? '' : `${shareText(share)}%`}</td>` +
      `<td class="space"><span class="length" style="width:${width}%"></span></td></tr>`
    );
  });
  const total = RULES.reduce((sum, { reason }) => sum + dropped[reason], 0);
  return (
    `<p>${grouped(total)} of ${grouped(rows)} rows were dropped; a row counts for the first rule that it fails. Below each ` +
    'rule is what it keeps; bars are as long as their number of rows.</p>' +
    '<table class="bars"><thead><tr><th scope="col">reason</th><th scope="col">rows</th><th scope="col">share</th><td></td></tr></thead>' +
    `<tbody>${bars.join('')}</tbody></table>`
  );
}

/** What a rule keeps, in words. */
function keptBy(rule: (typeof RULES)[number], rules: CleaningRules | null): string {
  if ('kept' in rule)
    return rule.reason === 'zero-coordinates' && rules === null ? 'switched off' : `kept: ${rule.kept}`;
  const ranges: readonly RuleRange[] = rule.ranges;
  const texts = ranges.flatMap((range) => {
    const bound = (key: string) =>
      rules === null ? null : (Object.entries(rules).find(([name]) => name === key)?.[1] ?? null);
    const [min, max] = [bound(range.min), bound(range.max)];
    if (min === null && max === null) return [];
    const unit = range.unit === '' ? '' : ` ${range.unit}`;
    const from = min === null ? '' : range.isAboveMin === true ? `above ${shown(min)}` : `${shown(min)}`;
    const to = max === null ? '' : range.isAboveMin === true ? `, at most ${shown(max)}` : ` to ${shown(max)}`;
    return [`${range.name} ${from}${to}${unit}`];
  });
  return texts.length === 0 ? 'switched off' : `kept: ${texts.join(', ')}`;
}

function shown(bound: number): string {
  return String(bound).replace('-', '−');
}

/** Two digits that count, however small the share is. */
function shareText(share: number): string {
  return share < 0.001 ? share.toFixed(1 - Math.floor(Math.log10(share))) : share.toPrecision(2);
}

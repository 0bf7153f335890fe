import { formatBytes, formatSpan } from '@taxifare/console';
import { cellsOf, type Summary } from '@taxifare/core';
import { type Estimate, type Model, type ModelMetrics, modelNamedInReport } from '@taxifare/core/model';
import { digits, grouped } from '../../terminal/format-number.ts';
import type { RunRecord } from '../run-record.ts';
import { densityChart } from './density-chart.ts';
import { droppedBars, droppedMap } from './dropped-charts.ts';
import { residualHistogramChart, residualsByDistanceChart } from './residual-charts.ts';
import { rulesEffect } from './rules-effect.ts';
import { STYLE } from './style.ts';
import { escaped } from './svg.ts';

export interface ReportFacts {
  readonly model: Model;
  readonly summary: Summary;
  readonly picture: Float64Array;
  readonly run: RunRecord;
}

/** `report.html`: the training on one page, which asks nothing of anybody: no script, no font, no request. */
export function formatReport({ model, summary, picture, run }: ReportFacts): string {
  const title = `${digits(model.coefficients[0].value)} USD per kilometre`;
  const { train: trips, dropped } = cellsOf(picture);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    modelNamedInReport(run.modelSha256),
    `<title>${escaped(title)}: taxi fare model</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escaped(title)}</h1>${lead(model)}`,
    section('Fares and the line', densityChart(trips, model)),
    section('What the line misses', residualsByDistanceChart(trips, model) + residualHistogramChart(trips, model)),
    section('How well it fits', metricsTable(model)),
    section('What was dropped', droppedBars(model) + droppedMap(dropped, model)),
    section('What cleaning does to the price', effectTable(summary, model)),
    section('Data, code and run', facts(model, run)),
    '</main></body></html>\n',
  ].join('\n');
}

function section(title: string, body: string): string {
  return `<section><h2>${escaped(title)}</h2>${body}</section>`;
}

function lead(model: Model): string {
  const { coefficients, intercept, metrics, estimator, alpha } = model;
  const base = intercept === null ? '' : ` on top of a base fare of <strong>${between(intercept, 'USD')}</strong>`;
  const penalty =
    estimator === 'ols' ? '' : ` The estimate is by ${estimator} with alpha ${alpha}, which has no interval.`;
  return (
    `<p class="lead">Each kilometre costs <strong>${between(coefficients[0], 'USD')}</strong>${base}.` +
    ` On average the prediction is off by ${digits(metrics.train.rmseUsd, 3)} USD (root mean square).${penalty}</p>` +
    `<p class="soft"><code>${escaped(model.formula)}</code>, fitted on ${grouped(metrics.train.rows)} trips.</p>`
  );
}

function between({ value, interval95 }: Estimate, unit: string): string {
  if (interval95 === null) return `${digits(value, 4)} ${unit}`;
  return `${digits(value)} ${unit}, between ${digits(interval95[0])} and ${digits(interval95[1])}`;
}

function metricsTable({ metrics }: Model): string {
  const { train, heldOut, definitions } = metrics;
  const number = (value: number | null) => (value === null ? '–' : digits(value, 5));
  const row = (name: string, definition: string | undefined, read: (of: ModelMetrics) => string) =>
    `<tr><th scope="row">${name}${definition === undefined ? '' : `<br><span class="soft"><code>${escaped(definition)}</code></span>`}</th>` +
    `<td>${read(train)}</td>${heldOut === null ? '' : `<td>${read(heldOut)}</td>`}</tr>`;
  const table =
    `<table><thead><tr><th scope="col"></th><th scope="col" class="whole">trained on</th>${heldOut === null ? '' : '<th scope="col" class="whole">held out</th>'}</tr></thead><tbody>` +
    row('rows', undefined, ({ rows }) => grouped(rows)) +
    row('RMSE, USD', definitions.rmseUsd, ({ rmseUsd }) => number(rmseUsd)) +
    row('R² against the mean fare', definitions.rSquaredCentred, ({ rSquaredCentred }) => number(rSquaredCentred)) +
    row('R² against zero', definitions.rSquaredUncentred, ({ rSquaredUncentred }) => number(rSquaredUncentred)) +
    '</tbody></table>';
  const advice =
    '<p class="soft">No rows were held out; <code>--test-fraction 0.1</code> measures on rows that the fit has not seen.</p>';
  return wide('How well it fits', table) + (heldOut === null ? advice : '');
}

function effectTable(summary: Summary, { estimator, alpha, fitIntercept }: Model): string {
  const variants = rulesEffect(summary, { estimator, alpha: alpha ?? 0, fitIntercept });
  const rows = variants.map(
    ({ name, rows: n, usdPerKm, rmseUsd }, i) =>
      `<tr${i === 0 ? ' class="ours"' : ''}><th scope="row">${escaped(name)}</th><td>${grouped(n)}</td><td>${digits(usdPerKm, 5)}</td><td>${digits(rmseUsd, 4)}</td></tr>`,
  );
  const lead =
    '<p>The same fit with rules switched off. Without any of them, trips of thousands of kilometres from coordinates that are zero leave nothing of the price.</p>';
  const table =
    '<table><thead><tr><th scope="col"></th><th scope="col">rows</th><th scope="col">USD per km</th><th scope="col">RMSE, USD</th></tr></thead>' +
    `<tbody>${rows.join('')}</tbody></table>`;
  return lead + wide('What cleaning does to the price', table);
}

/** A table that scrolls by itself where the page is too narrow for it, also by the keyboard. */
function wide(name: string, table: string): string {
  return `<div class="wide" role="region" tabindex="0" aria-label="${escaped(name)}">${table}</div>`;
}

function facts({ data, codeVersion }: Model, run: RunRecord): string {
  const [first] = run.inputs;
  const inputs =
    run.inputs.length === 1 ? (first?.uri ?? '') : `${run.inputs.length} objects, the first ${first?.uri ?? ''}`;
  const entries: readonly (readonly [string, string])[] = [
    ['data', `${grouped(data.rows)} rows, ${formatBytes(data.bytes)}`],
    ['from', inputs],
    ['trained', run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['took', `${formatSpan(run.readMs)}, ${grouped(run.rowsPerSecond)} rows a second`],
    [
      'code',
      `version ${codeVersion}${run.code.gitCommit === null ? '' : `, commit ${run.code.gitCommit.slice(0, 12)}`}, sha256 ${run.code.sha256.slice(0, 12)}`,
    ],
    [
      'machine',
      `${run.machine.platform} ${run.machine.arch}, Node ${run.machine.node}, ${run.machine.threads} ${run.machine.threads === 1 ? 'thread' : 'threads'}`,
    ],
    ['model.json', `sha256 ${run.modelSha256.slice(0, 12)}`],
    ...(run.job === null ? [] : [['job', `${run.job.id}, ${run.job.replicas} replicas`] as const]),
  ];
  return `<dl>${entries.map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>`;
}

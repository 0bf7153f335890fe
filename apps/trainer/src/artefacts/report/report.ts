import { cellsOf, type Summary } from '@taxifare/core';
import { type Model, modelNamedInReport } from '@taxifare/core/model';
import { digits } from '../../terminal/format-number.ts';
import type { RunRecord } from '../run-record.ts';
import { coverageTable } from './coverage-table.ts';
import { densityChart } from './density-chart.ts';
import { droppedBars } from './dropped-bars.ts';
import { droppedMap } from './dropped-map.ts';
import { facts } from './facts.ts';
import { fitTables } from './fit-tables.ts';
import { lead } from './lead.ts';
import { placedByDistance } from './picture-statistics.ts';
import { residualHistogramChart, residualsByDistanceChart } from './residual-charts.ts';
import { rulesEffectTable } from './rules-effect.ts';
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
  const title = `${digits(model.coefficients[0].value, 4)} USD per kilometre`;
  const { train, pickups, dropped } = cellsOf(picture);
  const trips = placedByDistance(train, model);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    modelNamedInReport(run.modelSha256),
    `<title>${escaped(title)}: taxi fare model</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escaped(title)}</h1>${lead(model)}`,
    section('Fares and the line', densityChart(trips, model)),
    section('Where fares lie', coverageTable(model)),
    section('What the line misses', residualsByDistanceChart(trips, model) + residualHistogramChart(trips, model)),
    section('How well it fits', fitTables(model)),
    section('What was dropped', droppedBars(model) + droppedMap(pickups, dropped, model)),
    section('What cleaning does to the price', rulesEffectTable(summary, model)),
    section('Data, code and run', facts(model, run)),
    '</main></body></html>\n',
  ].join('\n');
}

function section(title: string, body: string): string {
  return `<section><h2>${escaped(title)}</h2>${body}</section>`;
}

import { formatJoblib, formatModel } from '@taxifare/core/model';
import type { Artefact } from '../steps/save-model.ts';
import { formatReport, type ReportFacts } from './report/report.ts';

/** The files of a model's folder. `model.json` comes last: where it is new, the rest is. */
export function artefactsOf(facts: ReportFacts): readonly Artefact[] {
  const { model, run } = facts;
  const utf8 = new TextEncoder();
  return [
    { name: 'report.html', contentType: 'text/html; charset=utf-8', body: utf8.encode(formatReport(facts)) },
    { name: 'model.joblib', contentType: 'application/octet-stream', body: formatJoblib(model) },
    { name: 'run.json', contentType: 'application/json', body: utf8.encode(`${JSON.stringify(run, null, 2)}\n`) },
    { name: 'model.json', contentType: 'application/json', body: utf8.encode(formatModel(model)) },
  ];
}

import { formatJoblib, formatModel } from '@taxifare/core/model';
import type { Artefact } from './artefact.ts';
import { formatReport, type ReportFacts } from './report/report.ts';
import { type RunFacts, type RunRecord, runRecordOf } from './run-record.ts';
import { sha256 } from './set/read-set.ts';

export type TrainingFacts = Omit<ReportFacts, 'run'> & Omit<RunFacts, 'modelSha256'>;

/** The files of a model's folder, and what stands in `run.json`. Each names the file that it belongs to by its SHA-256. */
export function artefactsOf(facts: TrainingFacts): { readonly files: readonly Artefact[]; readonly run: RunRecord } {
  const { model } = facts;
  const text = formatModel(model);
  const run = runRecordOf({ ...facts, modelSha256: sha256(text) });
  const utf8 = new TextEncoder();
  const files: readonly Artefact[] = [
    {
      name: 'report.html',
      contentType: 'text/html; charset=utf-8',
      body: utf8.encode(formatReport({ ...facts, run })),
    },
    { name: 'run.json', contentType: 'application/json', body: utf8.encode(`${JSON.stringify(run, null, 2)}\n`) },
    { name: 'model.joblib', contentType: 'application/octet-stream', body: formatJoblib(model) },
    { name: 'model.json', contentType: 'application/json', body: utf8.encode(text) },
  ];
  return { files, run };
}

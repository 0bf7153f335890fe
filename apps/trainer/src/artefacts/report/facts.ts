import { formatBytes, formatSpan } from '@taxifare/console';
import type { Model } from '@taxifare/core/model';
import { grouped } from '../../terminal/format-number.ts';
import type { RunRecord } from '../run-record.ts';
import { escaped } from './svg.ts';

/** What the model was made from, by what, and when. */
export function facts({ data, codeVersion }: Model, run: RunRecord): string {
  const [first] = run.inputs;
  const inputs =
    run.inputs.length === 1 ? (first?.uri ?? '') : `${run.inputs.length} objects, the first ${first?.uri ?? ''}`;
  const isRead = run.models.length === 0;
  const { version, gitCommit, sha256 } = run.code;
  const { platform, arch, node, threads } = run.machine;
  const entries: readonly (readonly [string, string])[] = [
    ['data', `${grouped(data.rows)} rows, ${formatBytes(data.bytes)}`],
    ['from', isRead ? inputs : `the sums of ${run.models.join(', ')}; no data was read`],
    ['trained', run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ...(isRead && run.readMs >= 1000
      ? [['took', `${formatSpan(run.readMs)}, ${grouped(run.rowsPerSecond)} rows a second`] as const]
      : []),
    ...(isRead && run.readMs < 1000 ? [['took', formatSpan(run.readMs)] as const] : []),
    [
      'code',
      `version ${codeVersion === version ? version : codeVersion}${gitCommit === null ? '' : `, commit ${gitCommit.slice(0, 12)}`}, sha256 ${sha256.slice(0, 12)}`,
    ],
    ['machine', `${platform} ${arch}, Node ${node}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`],
    ['model.json', `sha256 ${run.modelSha256.slice(0, 12)}`],
    ...(run.job === null ? [] : [['job', `${run.job.id}, ${run.job.replicas} replicas`] as const]),
  ];
  return `<dl>${entries.map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>`;
}

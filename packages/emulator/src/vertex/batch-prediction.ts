import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { rpcApiError } from '../http/api-error.ts';
import { isRecord } from '../http/json-body.ts';
import type { ObjectFolder } from '../storage/object-folder.ts';
import { modelFileOf } from './model-file.ts';
import type { ModelRegistry } from './model-registry.ts';
import { predicted } from './predict.ts';
import { readJoblib } from './read-joblib.ts';
import { invalid, type Json } from './serving-resource.ts';
import type { Resource, ServingStore } from './serving-store.ts';

/** JobService's batch prediction jobs: JSON lines in, predictions as JSON lines out. */
export interface BatchPredictions {
  find(name: string): Resource;
  list(parent: string): readonly Resource[];
  create(parent: string, body: Json): Resource;
  cancel(name: string): Json;
  isBusy(): boolean;
}

const FINAL = ['JOB_STATE_SUCCEEDED', 'JOB_STATE_FAILED', 'JOB_STATE_CANCELLED'];

export function createBatchPredictions(options: {
  readonly store: ServingStore;
  readonly objects: ObjectFolder;
  readonly models: ModelRegistry;
  readonly stateMs: number;
  readonly onBug: ((error: unknown) => void) | undefined;
}): BatchPredictions {
  const { store, objects, models, stateMs, onBug } = options;
  let running = 0;
  const find = (name: string): Resource => {
    const found = store.get(name);
    if (found === undefined) throw rpcApiError(404, 'NOT_FOUND', `The BatchPredictionJob does not exist: ${name}`);
    return found;
  };
  const change = (name: string, to: Json): void => {
    const now = find(name);
    if (!FINAL.includes(String(now.state))) store.put({ ...now, ...to, updateTime: new Date().toISOString() });
  };
  const run = async (job: Resource, uris: readonly string[], prefix: string): Promise<void> => {
    running++;
    try {
      await sleep(stateMs);
      change(job.name, { state: 'JOB_STATE_RUNNING', startTime: new Date().toISOString() });
      const result = await predictions(objects, models.find(String(job.model)), uris);
      await sleep(stateMs);
      if (find(job.name).state === 'JOB_STATE_CANCELLED') return;
      const folder = `${prefix.replace(/\/$/, '')}/prediction-${String(job.displayName)}-${job.name.split('/').at(-1)}`;
      await putText(objects, `${folder}/prediction.results-00000-of-00001`, result.lines);
      change(job.name, {
        state: 'JOB_STATE_SUCCEEDED',
        endTime: new Date().toISOString(),
        outputInfo: { gcsOutputDirectory: folder },
        completionStats: { successfulCount: String(result.count), failedCount: '0' },
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      change(job.name, { state: 'JOB_STATE_FAILED', endTime: new Date().toISOString(), error: { code: 3, message } });
    } finally {
      running--;
    }
  };
  return {
    find,
    list: (parent) => store.list(`${parent}/batchPredictionJobs/`),
    create: (parent, body) => {
      const { displayName, model, inputConfig, outputConfig, dedicatedResources } = body;
      if (typeof displayName !== 'string' || displayName === '') throw invalid('display_name is required');
      const version = models.find(String(model));
      const input = isRecord(inputConfig) ? inputConfig : {};
      if (input.instancesFormat !== 'jsonl') throw unsupported(`instances_format ${String(input.instancesFormat)}`);
      const source = isRecord(input.gcsSource) ? input.gcsSource.uris : undefined;
      const uris = Array.isArray(source) ? source.map(String) : [];
      if (uris.length === 0) throw invalid('input_config.gcs_source.uris is required');
      const output = isRecord(outputConfig) ? outputConfig : {};
      if (output.predictionsFormat !== 'jsonl')
        throw unsupported(`predictions_format ${String(output.predictionsFormat)}`);
      const prefix = isRecord(output.gcsDestination) ? String(output.gcsDestination.outputUriPrefix ?? '') : '';
      if (!/^gs:\/\/[^/]+/.test(prefix)) throw invalid('output_config.gcs_destination.output_uri_prefix is required');
      if (!isRecord(dedicatedResources)) throw invalid('dedicated_resources is required for a custom model');
      const name = `${parent}/batchPredictionJobs/${store.nextId()}`;
      const now = new Date().toISOString();
      const job = { ...body, name, state: 'JOB_STATE_PENDING', createTime: now, updateTime: now, model: version.name };
      store.put(job);
      run(job, uris, prefix).catch((error: unknown) => onBug?.(error));
      return job;
    },
    cancel: (name) => {
      change(name, { state: 'JOB_STATE_CANCELLED', endTime: new Date().toISOString() });
      return {};
    },
    isBusy: () => running > 0,
  };
}

async function predictions(
  objects: ObjectFolder,
  version: Resource,
  uris: readonly string[],
): Promise<{ readonly lines: string; readonly count: number }> {
  const linear = readJoblib(await readFile(modelFileOf(version, objects)));
  if (linear === undefined) throw new Error('The model server did not start: model.joblib is not a model.');
  const lines: string[] = [];
  for (const uri of uris) {
    const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const object = objects.object(bucket, name);
    if (object === undefined) throw new Error(`The input ${uri} does not exist.`);
    for (const line of (await readFile(objects.pathOf(object), 'utf8')).split('\n')) {
      if (line.trim() === '') continue;
      const instance: unknown = JSON.parse(line);
      lines.push(JSON.stringify({ instance, prediction: predicted(linear, instance) }));
    }
  }
  return { lines: lines.map((line) => `${line}\n`).join(''), count: lines.length };
}

async function putText(objects: ObjectFolder, uri: string, text: string): Promise<void> {
  const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (objects.bucket(bucket) === undefined) throw new Error(`The bucket ${bucket} does not exist.`);
  const file = await objects.receive();
  await file.write(Buffer.from(text));
  const draft = { bucket, name, attributes: { contentType: 'text/plain' }, componentCount: undefined };
  await objects.commit(draft, await file.finish(), () => {});
}

function unsupported(what: string): Error {
  return rpcApiError(501, 'UNIMPLEMENTED', `This local cloud does not predict with ${what}, only with jsonl.`);
}

import { readFile } from 'node:fs/promises';
import { rpcApiError } from '../../http/api-error.ts';
import { isRecord } from '../../http/json-body.ts';
import type { ObjectFolder } from '../../storage/object-folder.ts';
import { modelFileOf } from './model-file.ts';
import { type LinearModel, readJoblib } from './read-joblib.ts';
import { deployedIn, invalid, type Json } from './serving-resource.ts';
import type { Resource } from './serving-store.ts';

/** Predictions of an endpoint's model, as scikit-learn's container: an instance is a list with a number a feature. */
export async function predict(
  endpoint: Resource,
  { instances }: Json,
  find: (name: string) => Resource,
  objects: ObjectFolder,
): Promise<Json> {
  const deployed = chosen(endpoint);
  if (deployed === undefined) {
    throw rpcApiError(400, 'FAILED_PRECONDITION', `Endpoint ${endpoint.name} doesn't have traffic_split.`);
  }
  const version = find(`${String(deployed.model)}@${String(deployed.modelVersionId)}`);
  const linear = readJoblib(await readFile(modelFileOf(version, objects)));
  if (linear === undefined) {
    const message = 'The model server did not start: model.joblib is not a model that this local cloud reads.';
    throw rpcApiError(500, 'INTERNAL', message);
  }
  if (!Array.isArray(instances)) throw invalid('instances are required');
  return {
    predictions: instances.map((instance) => predicted(linear, instance)),
    deployedModelId: deployed.id,
    model: deployed.model,
    modelVersionId: deployed.modelVersionId,
    modelDisplayName: deployed.displayName,
  };
}

/** What a linear model predicts for an instance, a list with a number a feature; 400 for another one. */
function predicted(linear: LinearModel, instance: unknown): number {
  const x: readonly unknown[] = Array.isArray(instance) ? instance : [];
  if (x.length !== linear.coefficients.length || !x.every((value) => typeof value === 'number')) {
    const got = JSON.stringify(instance).slice(0, 100);
    throw invalid(`Prediction failed: each instance has ${linear.coefficients.length} numbers, got ${got}`);
  }
  return linear.coefficients.reduce((sum, c, i) => sum + Number(x[i]) * c, 0) + linear.intercept;
}

/** The model that this request goes to, by the endpoint's traffic split. */
function chosen(endpoint: Resource): Json | undefined {
  const split = isRecord(endpoint.trafficSplit) ? endpoint.trafficSplit : {};
  let left = Math.random() * 100;
  return deployedIn(endpoint).find(({ id }) => {
    left -= Number(split[String(id)] ?? 0);
    return left < 0;
  });
}

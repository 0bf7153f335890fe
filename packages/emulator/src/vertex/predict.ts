import { readFile } from 'node:fs/promises';
import { rpcApiError } from '../http/api-error.ts';
import type { ObjectFolder } from '../storage/object-folder.ts';
import { modelFileOf } from './model-file.ts';
import { readJoblib } from './read-joblib.ts';
import { deployedIn, invalid, type Json } from './serving-resource.ts';
import type { Resource } from './serving-store.ts';

/** Predictions of an endpoint's model, as scikit-learn's container: an instance is a list with a number a feature. */
export async function predict(
  endpoint: Resource,
  { instances }: Json,
  find: (name: string) => Resource,
  objects: ObjectFolder,
): Promise<Json> {
  const [deployed] = deployedIn(endpoint);
  if (deployed === undefined) {
    throw rpcApiError(400, 'FAILED_PRECONDITION', `Endpoint ${endpoint.name} doesn't have traffic_split.`);
  }
  const linear = readJoblib(await readFile(modelFileOf(find(String(deployed.model)), objects)));
  if (linear === undefined) {
    const message = 'The model server did not start: model.joblib is not a model that this local cloud reads.';
    throw rpcApiError(500, 'INTERNAL', message);
  }
  if (!Array.isArray(instances)) throw invalid('instances are required');
  const predictions = instances.map((instance: unknown) => {
    const x: readonly unknown[] = Array.isArray(instance) ? instance : [];
    if (x.length !== linear.coefficients.length || !x.every((value) => typeof value === 'number')) {
      const got = JSON.stringify(instance).slice(0, 100);
      throw invalid(`Prediction failed: each instance has ${linear.coefficients.length} numbers, got ${got}`);
    }
    return linear.coefficients.reduce((sum, c, i) => sum + Number(x[i]) * c, 0) + linear.intercept;
  });
  return { predictions, deployedModelId: deployed.id, model: deployed.model, modelDisplayName: deployed.displayName };
}

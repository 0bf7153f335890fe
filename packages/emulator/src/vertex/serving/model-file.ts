import type { ObjectFolder } from '../../storage/object-folder.ts';
import { invalid, type Json } from './serving-resource.ts';

/** The path of a model's file; 400 where the folder that it names has none. */
export function modelFileOf(model: Json, objects: ObjectFolder): string {
  const [, bucket = '', folder = ''] = /^gs:\/\/([^/]+)\/(.*?)\/?$/.exec(String(model.artifactUri)) ?? [];
  const object = objects.object(bucket, folder === '' ? 'model.joblib' : `${folder}/model.joblib`);
  if (object === undefined) throw invalid(`model.artifact_uri: no model.joblib in ${String(model.artifactUri)}`);
  return objects.pathOf(object);
}

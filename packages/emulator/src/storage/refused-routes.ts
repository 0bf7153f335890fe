import { refuse } from '../http/not-emulated.ts';
import type { Route } from '../http/routes.ts';

const B = '/storage/v1/b/{bucket}';
const O = `${B}/o/{object}`;

/** The rest of the JSON API: refused by name. */
export const REFUSED: readonly Route[] = [
  ['*', '/batch/storage/v1', refuse('batch requests')],
  ['*', '/storage/v1/projects/{project}/hmacKeys', refuse('HMAC keys')],
  ['*', '/storage/v1/projects/{project}/hmacKeys/{key}', refuse('HMAC keys')],
  ['*', '/storage/v1/projects/{project}/serviceAccount', refuse('service accounts of projects')],
  ['*', `${B}/acl`, refuse('ACLs')],
  ['*', `${B}/acl/{entity}`, refuse('ACLs')],
  ['*', `${B}/defaultObjectAcl`, refuse('ACLs')],
  ['*', `${B}/defaultObjectAcl/{entity}`, refuse('ACLs')],
  ['*', `${B}/anywhereCaches`, refuse('Anywhere Cache')],
  ['*', `${B}/folders`, refuse('folders of hierarchical namespaces')],
  ['*', `${B}/folders/{folder}`, refuse('folders of hierarchical namespaces')],
  ['*', `${B}/lockRetentionPolicy`, refuse('retention')],
  ['*', `${B}/managedFolders`, refuse('managed folders')],
  ['*', `${B}/managedFolders/{folder}`, refuse('managed folders')],
  ['*', `${B}/notificationConfigs`, refuse('notifications')],
  ['*', `${B}/notificationConfigs/{notification}`, refuse('notifications')],
  ['*', `${B}/operations`, refuse('long-running operations of buckets')],
  ['*', `${B}/restore`, refuse('soft delete')],
  ['*', `${B}/o/watch`, refuse('watching objects')],
  ['*', `${B}/o/bulkRestore`, refuse('soft delete')],
  ['*', `${O}/acl`, refuse('ACLs')],
  ['*', `${O}/acl/{entity}`, refuse('ACLs')],
  ['*', `${O}/iam`, refuse('policies of objects')],
  ['*', `${O}/moveTo/o/{object}`, refuse('objects.move')],
  ['*', `${O}/restore`, refuse('soft delete')],
];

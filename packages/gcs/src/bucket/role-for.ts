/** The least role of Cloud Storage that carries a permission on a bucket or its objects (its "IAM roles" page). */
export function storageRoleFor(permission: string): string {
  if (permission.startsWith('storage.buckets.')) return 'roles/storage.bucketViewer';
  return /\.(get|list)$/.test(permission) ? 'roles/storage.objectViewer' : 'roles/storage.objectUser';
}

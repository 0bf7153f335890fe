import { storageRoleFor } from '@taxifare/gcs';

/** The least role that carries a permission. */
export function roleFor(permission: string): string {
  if (permission.startsWith('logging.')) return 'roles/logging.viewer';
  if (permission.startsWith('storage.')) return `${storageRoleFor(permission)} on the bucket`;
  if (permission.startsWith('serviceusage.')) return 'roles/serviceusage.serviceUsageConsumer';
  if (permission.startsWith('iam.')) return 'roles/iam.serviceAccountUser';
  return 'roles/aiplatform.user';
}

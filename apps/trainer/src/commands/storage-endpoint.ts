import { ConfigError, type Environment } from '@taxifare/console';
import { checkEndpoint } from '@taxifare/gcs';

/** The endpoint of Cloud Storage, if it is not Google's; `ConfigError` for a text that is no address. */
export function storageEndpoint({ STORAGE_API_ENDPOINT: text }: Environment): string | undefined {
  if (text === undefined || text === '') return undefined;
  const checked = checkEndpoint('STORAGE_API_ENDPOINT', text);
  if ('problem' in checked) throw new ConfigError([checked.problem]);
  return checked.value;
}

import type { Cloud } from '../cloud/cloud.ts';
import { quotaConsoleUrl } from '../cloud/console-url.ts';
import type { MachineType } from '../settings/machine-type.ts';
import type { Check } from './check.ts';

/** The quota as far as it can be known: the meter, what the machine takes of it, and where what is left of it stands. */
export function quotaOf(
  { isLocal, project, region }: Pick<Cloud, 'isLocal' | 'project' | 'region'>,
  { name: machine, cpus }: MachineType,
): Check {
  const name = 'quota';
  if (isLocal) return { name, result: 'fine', found: 'none on this machine' };
  const family = machine.split('-')[0] ?? '';
  // N1 and E2 share the meter without a family in its name ("Quotas and limits" of Vertex AI).
  const meter = /^(n1|e2)$/.test(family) ? 'custom_model_training_cpus' : `custom_model_training_${family}_cpus`;
  const found = `${machine} takes ${cpus} of ${meter}; what ${region} has left cannot be asked from here`;
  return { name, result: 'unknown', found, fix: `see ${quotaConsoleUrl(project)}` };
}

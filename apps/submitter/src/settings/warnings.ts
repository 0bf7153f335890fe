import { nodeOf } from '../package/node-in-image.ts';
import { isListedMachine, type MachineType, nearestMachineType } from './machine-type.ts';
import { isListedRegion, nearestRegion } from './region.ts';

/** What is not refused and may still be wrong: lists age, and names do not say everything. */
export function warningsOf({
  region,
  machineType,
  image,
}: {
  readonly region: string;
  readonly machineType: MachineType;
  readonly image: string;
}): readonly string[] {
  const warnings: string[] = [];
  if (!isListedRegion(region)) {
    const near = nearestRegion(region);
    warnings.push(
      `--region: ${region} is not among the training regions of gcloud 528 (2025-06)${near ? `; ${near} is` : ''}`,
    );
  }
  if (!isListedMachine(machineType)) {
    const near = nearestMachineType(machineType.name);
    warnings.push(
      `--machine-type: ${machineType.name} is not among the machines that training offered in 2026-09${near ? `; ${near} is` : ''}`,
    );
  }
  if (nodeOf(image) === undefined) warnings.push(`--image: the name of ${image} does not say which Node it has`);
  return warnings;
}

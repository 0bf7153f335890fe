import { type Checked, nearest } from '@taxifare/console';
import { problemOf } from './check.ts';

const STANDARD_GB = 4;
const HIGHMEM_GB = 8;
const HIGHCPU_GB = 1;

/** A machine family of one shape: its name, sizes in virtual CPUs, memory a CPU. */
interface Family {
  readonly name: string;
  readonly cpus: readonly number[];
  readonly gbPerCpu: number;
}

/** E2 and N1 machines that Vertex AI serves models on (its "Configure compute resources for inference" page). */
const SERVING_FAMILIES: readonly Pick<Family, 'name' | 'cpus'>[] = [
  { name: 'e2-standard', cpus: [2, 4, 8, 16, 32] },
  { name: 'e2-highmem', cpus: [2, 4, 8, 16] },
  { name: 'e2-highcpu', cpus: [2, 4, 8, 16, 32] },
  { name: 'n1-standard', cpus: [2, 4, 8, 16, 32] },
  { name: 'n1-highmem', cpus: [2, 4, 8, 16, 32] },
  { name: 'n1-highcpu', cpus: [4, 8, 16, 32] },
];

const N4 = [2, 4, 8, 16, 32, 48, 64, 80];

/**
 * CPU machines that Vertex AI trains on (its "Configure compute resources for training" page). What Compute Engine has
 * besides is refused there: e2-standard-2, n1-standard-1 and the shared-core types among them.
 */
const FAMILIES: readonly Family[] = [
  { name: 'e2-standard', cpus: [4, 8, 16, 32], gbPerCpu: STANDARD_GB },
  { name: 'e2-highmem', cpus: [2, 4, 8, 16], gbPerCpu: HIGHMEM_GB },
  { name: 'e2-highcpu', cpus: [16, 32], gbPerCpu: HIGHCPU_GB },
  { name: 'n1-standard', cpus: [4, 8, 16, 32, 64, 96], gbPerCpu: 3.75 },
  { name: 'n1-highmem', cpus: [2, 4, 8, 16, 32, 64, 96], gbPerCpu: 6.5 },
  { name: 'n1-highcpu', cpus: [16, 32, 64, 96], gbPerCpu: 0.9 },
  { name: 'n2-standard', cpus: [4, 8, 16, 32, 48, 64, 80], gbPerCpu: STANDARD_GB },
  { name: 'n2-highmem', cpus: [2, 4, 8, 16, 32, 48, 64, 80], gbPerCpu: HIGHMEM_GB },
  { name: 'n2-highcpu', cpus: [16, 32, 48, 64, 80], gbPerCpu: HIGHCPU_GB },
  { name: 'n4-standard', cpus: N4, gbPerCpu: STANDARD_GB },
  { name: 'n4-highmem', cpus: N4, gbPerCpu: HIGHMEM_GB },
  { name: 'n4-highcpu', cpus: N4, gbPerCpu: 2 },
  { name: 'c2-standard', cpus: [4, 8, 16, 30, 60], gbPerCpu: STANDARD_GB },
];

export interface MachineType {
  readonly name: string;
  readonly cpus: number;
  /** `undefined` for a machine that is not in the list. */
  readonly memoryGb: number | undefined;
}

/** What is wrong with a machine that is to serve a model, as far as is known here; lists age. */
export function warningOfServing(machine: string): string | undefined {
  if (SERVING_FAMILIES.some(({ name, cpus }) => cpus.some((count) => machine === `${name}-${count}`))) return undefined;
  const near = nearestSize(machine, SERVING_FAMILIES);
  return `--machine-type: ${machine} is not among the E2 and N1 machines that served models in 2026-09${near ? `; ${near} is` : ''}`;
}

const MACHINE_TYPES: readonly MachineType[] = FAMILIES.flatMap(({ name, cpus, gbPerCpu }) =>
  cpus.map((count) => ({ name: `${name}-${count}`, cpus: count, memoryGb: count * gbPerCpu })),
);

/** A CPU machine: one that training offers, or one that has the form of such a name, for lists age. */
export function checkMachineType(where: string, text: string): Checked<MachineType> {
  const found = MACHINE_TYPES.find(({ name }) => name === text);
  if (found !== undefined) return { value: found };
  if (/^(a2|a3|a4|g2|g4)-|gpu/.test(text)) {
    return problemOf(
      where,
      'is a GPU machine, and the trainer uses none',
      text,
      'give a CPU machine, such as e2-standard-4',
    );
  }
  const cpus = /^[a-z]\d[a-z]?-[a-z]+-(\d+)$/.exec(text)?.[1];
  if (cpus !== undefined) return { value: { name: text, cpus: Number(cpus), memoryGb: undefined } };
  const near = nearestMachineType(text);
  const fix = near === undefined ? 'give one such as e2-standard-4' : `the nearest is ${near}`;
  return problemOf(where, 'not a machine type', text, fix);
}

export function isListedMachine({ memoryGb }: MachineType): boolean {
  return memoryGb !== undefined;
}

/**
 * Compute Engine's machines from the fourth generation on (N4, C4, C4A, …) have Hyperdisk alone, for their boot disk too;
 * the older ones of the list have none there.
 */
export function wantsHyperdisk(machine: string): boolean {
  return Number(/^[a-z](\d+)/.exec(machine)?.[1]) >= 4;
}

/** The same family at the nearest size, else the same name but for a letter. */
export function nearestMachineType(text: string): string | undefined {
  const names = MACHINE_TYPES.map(({ name }) => name);
  return nearestSize(text, FAMILIES) ?? nearest(text, names, 1);
}

/** The same family at the nearest size, the larger of equals. */
function nearestSize(text: string, families: readonly Pick<Family, 'name' | 'cpus'>[]): string | undefined {
  const [, family, size] = /^([a-z]\d[a-z]?-[a-z]+)-(\d+)$/.exec(text.toLowerCase()) ?? [];
  const cousins = families.find(({ name }) => name === family);
  const byDistance = cousins?.cpus.toSorted((a, b) => Math.abs(a - Number(size)) - Math.abs(b - Number(size)) || b - a);
  return byDistance && `${family}-${byDistance[0]}`;
}

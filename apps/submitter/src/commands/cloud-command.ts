import { type Command, flag, type Options, type Problem, type Typed, type Values, type Word } from '@taxifare/console';
import { PLACE_OPTIONS, type Place, placeOf, problemsOfPlace } from '../settings/place.ts';
import type { World } from '../world.ts';

const EVERY = { ...PLACE_OPTIONS, json: flag('Print one JSON document') };

type WithEvery<O extends Options> = Values<O> & Values<typeof EVERY>;

/** What a command of the submitter is given besides its values. */
export interface TypedInPlace extends Typed {
  readonly place: Place;
}

export interface CloudCommand<O extends Options> {
  readonly about?: string;
  readonly words?: readonly Word[];
  readonly rest?: string;
  readonly options: O;
  check?(values: WithEvery<O>, typed: Typed): readonly Problem[];
  run(values: WithEvery<O>, world: World, typed: TypedInPlace): Promise<number>;
}

/** A command on a cloud: besides its own, it has the options that say which, and `--json`. */
export function cloudCommand<O extends Options>(value: CloudCommand<O>): Command<World> {
  const { check, run, options, ...more } = value;
  // They are of the table below.
  const mine = (values: Values<Options>): WithEvery<O> => values as unknown as WithEvery<O>;
  return {
    ...more,
    options: { ...options, ...EVERY },
    check: (values, typed, env) => [...problemsOfPlace(mine(values), env), ...(check?.(mine(values), typed) ?? [])],
    run: async (values, world, typed) =>
      await run(mine(values), world, { ...typed, place: placeOf(mine(values), typed, world) }),
  };
}

/** The word of the commands on one job. */
export const JOB: Word = {
  name: 'JOB',
  missing: { what: 'which job?', fix: 'give its name or number; submitter list shows them' },
};

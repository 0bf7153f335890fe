import { paintOf } from '@taxifare/console';
import type { World } from '../world.ts';

/** Where a command speaks to people, and in which colours: standard output, unless that is for JSON. */
export function voiceOf(world: World, isJson: boolean) {
  return isJson
    ? { say: world.err, paint: paintOf(world.errors.hasColour) }
    : { say: world.out, paint: paintOf(world.terminal.hasColour) };
}

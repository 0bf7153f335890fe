import type { Paint } from '../output/paint.ts';
import { spanOf } from '../settings/duration.ts';
import type { World } from '../world.ts';
import type { FollowEvent } from './follow-event.ts';
import { formatEntry } from './log-line.ts';
import { waitingWords } from './waiting-words.ts';

/** In a pipe a quiet phase is explained this often; on a terminal one line is kept up to date. */
const QUIET_EVERY_MS = 60_000;
const FIRST_QUIET_MS = 15_000;

/** A teller that shows a follower's events as lines, and where a terminal allows it one live line below them. */
export function tellOnScreen(
  world: Pick<World, 'out' | 'now' | 'terminal'>,
  paint: Paint,
): { readonly tell: (event: FollowEvent) => void; readonly finish: () => void } {
  const hasLiveLine = world.terminal.isTerminal;
  let isLive = false;
  let quietAtMs = world.now() + FIRST_QUIET_MS;

  const finish = (): void => {
    if (isLive) world.out('\r\u001b[2K');
    isLive = false;
  };
  const say = (lines: readonly string[]): void => {
    finish();
    world.out(`${lines.join('\n')}\n`);
    quietAtMs = world.now() + FIRST_QUIET_MS;
  };

  const tell = (event: FollowEvent): void => {
    switch (event.kind) {
      case 'state':
        say([`${paint.dim('──')} ${paint.bold(event.job.state)}`]);
        break;
      case 'lines':
        say(event.entries.flatMap((entry) => formatEntry(entry, paint)));
        break;
      case 'quiet': {
        const words = waitingWords(event.job.state, event.inStateMs);
        if (hasLiveLine) {
          world.out(`\r\u001b[2K${paint.dim(`   ${words}`.slice(0, world.terminal.columns - 1))}`);
          isLive = true;
        } else if (world.now() >= quietAtMs) {
          world.out(`   ${words}\n`);
          quietAtMs = world.now() + QUIET_EVERY_MS;
        }
        break;
      }
      case 'lost':
        say([paint.warn(`   connection lost (${event.error.message}); the job goes on, trying again`)]);
        break;
      case 'back':
        say([paint.good(`   connected again after ${spanOf(event.afterMs / 1000)}`)]);
        break;
      case 'throttled':
        say([paint.warn('   the logging quota is used up for now (60 reads a minute and project); asking less often')]);
        break;
      case 'no-logs':
        say([paint.warn(`   no permission to read logs, following the state alone; ask for roles/logging.viewer`)]);
        break;
    }
  };
  return { tell, finish };
}

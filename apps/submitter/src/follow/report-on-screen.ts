import { formatSpan, type Paint } from '@taxifare/console';
import { type ApiError, isPassing } from '../cloud/api-error.ts';
import type { World } from '../world.ts';
import type { FollowEvent } from './follow-event.ts';
import { formatEntry } from './log-line.ts';
import { waitingWords } from './waiting-words.ts';

/** In a pipe a quiet phase is explained this often; on a terminal one line is kept up to date. */
const QUIET_EVERY_MS = 60_000;
const FIRST_QUIET_MS = 15_000;

/** A reporter that shows a follower's events as lines, and where a terminal allows it one live line below them. */
export function reportOnScreen(
  world: Pick<World, 'out' | 'live' | 'errors' | 'now'>,
  paint: Paint,
): { readonly report: (event: FollowEvent) => void; readonly finish: () => void } {
  let quietAtMs = world.now() + FIRST_QUIET_MS;

  const finish = (): void => world.live(undefined);
  const say = (lines: readonly string[]): void => {
    world.out(`${lines.join('\n')}\n`);
    quietAtMs = world.now() + FIRST_QUIET_MS;
  };

  const report = (event: FollowEvent): void => {
    switch (event.kind) {
      case 'state':
        say([`${paint.dim('──')} ${paint.bold(event.job.state)}`]);
        break;
      case 'lines':
        say(event.entries.flatMap((entry) => formatEntry(entry, paint)));
        break;
      case 'quiet': {
        const words = waitingWords(event.job.state, event.inStateMs);
        if (world.errors.isTerminal) world.live(`   ${words}`);
        else if (world.now() >= quietAtMs) {
          world.out(`   ${words}\n`);
          quietAtMs = world.now() + QUIET_EVERY_MS;
        }
        break;
      }
      case 'lost':
        say([paint.warn(`   ${lost(event.error)}, trying again`)]);
        break;
      case 'back':
        say([paint.good(`   connected again after ${formatSpan(event.afterMs)}`)]);
        break;
      case 'throttled':
        say([paint.warn('   the logging quota is used up for now (60 reads a minute and project); asking less often')]);
        break;
      case 'logs-lost':
        say([paint.warn(`   the log cannot be read (${event.error.message}); following the state, trying again`)]);
        break;
      case 'logs-back':
        say([paint.good(`   the log can be read again after ${formatSpan(event.afterMs)}`)]);
        break;
      case 'no-logs':
        say([paint.warn(`   ${noLogs(event.error)}; following the state alone`)]);
        break;
      case 'lines-missing':
        say([paint.warn(`   its last lines could not be read (${event.error.message})`)]);
        break;
    }
  };
  return { report, finish };
}

function lost(error: ApiError): string {
  return isPassing(error)
    ? `connection lost (${error.message}); the job goes on`
    : `the job cannot be seen (${error.message})`;
}

function noLogs({ code, message }: ApiError): string {
  return code === 'PERMISSION_DENIED'
    ? 'no permission to read logs, ask for roles/logging.viewer'
    : `the log may not be read (${message})`;
}

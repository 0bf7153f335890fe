/** A local cloud in a process of its own, for programs that may leave jobs behind; it ends when it is not needed. */
import { EmulatorError } from './emulator-error.ts';
import { endOnSignals } from './end-on-signals.ts';
import { startEmulator } from './start-emulator.ts';

const IDLE_MS = 60_000;
const LOOK_MS = 1000;

const [folder = '.local-cloud'] = process.argv.slice(2);
const lost = Promise.withResolvers<string>();
try {
  const cloud = await startEmulator({
    folder,
    mode: 'background',
    onBug: (error) => console.error(error),
    onLost: lost.resolve,
  });
  const timer = setInterval(() => {
    if (cloud.idleMs() > IDLE_MS) end(0);
  }, LOOK_MS);
  const end = endOnSignals(process, async () => {
    clearInterval(timer);
    await cloud.close();
  });
  lost.promise.then((why) => {
    console.error(why);
    end(4);
  });
} catch (error) {
  // Another one was faster: whoever waits finds that one.
  if (!(error instanceof EmulatorError && error.code === 'folder-in-use')) {
    console.error(error instanceof EmulatorError ? error.message : error);
    process.exitCode = 1;
  }
}

/** A local cloud in a process of its own, for programs that may leave jobs behind; it ends when it is not needed. */
import { EmulatorError } from './emulator-error.ts';
import { startEmulator } from './start-emulator.ts';

const IDLE_MS = 60_000;
const LOOK_MS = 1000;

const [folder = '.local-cloud'] = process.argv.slice(2);
try {
  const cloud = await startEmulator({ folder, mode: 'background', onBug: (error) => console.error(error) });
  const end = async () => {
    clearInterval(timer);
    await cloud.close();
    process.exit();
  };
  const timer = setInterval(() => {
    if (cloud.idleMs() > IDLE_MS) void end();
  }, LOOK_MS);
  process.on('SIGTERM', end).on('SIGINT', end);
} catch (error) {
  // Another one was faster: whoever waits finds that one.
  if (!(error instanceof EmulatorError && error.code === 'folder-in-use')) {
    console.error(error instanceof EmulatorError ? error.message : error);
    process.exitCode = 1;
  }
}

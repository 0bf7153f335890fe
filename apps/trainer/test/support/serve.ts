import { onTestFinished } from 'vitest';
import { BUNDLE } from './run-trainer.ts';
import { type Answer, type StartedServer, startServer } from './start-server.ts';

/** How many requests a test has on their way at once. */
export const AT_A_TIME = 100;

/** Serves the model in `cwd/model` until the test is over. */
export async function serve(cwd: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const program = [BUNDLE, 'serve', '--model', 'model', '--port', '0', ...args];
  const server = await startServer(program, { cwd, env, sockets: AT_A_TIME });
  onTestFinished(server.kill);
  return server;
}

/** Asks for predictions; a text is sent as it is. */
export const predict = (server: StartedServer, body: unknown): Promise<Answer> =>
  server.ask('POST', '/predict', typeof body === 'string' ? body : JSON.stringify(body));

/** An instance of places. */
export const PLACES = {
  pickup_latitude: 40.75,
  pickup_longitude: -73.98,
  dropoff_latitude: 40.78,
  dropoff_longitude: -73.95,
};

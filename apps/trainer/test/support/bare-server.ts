import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';

/** The framework alone: reads JSON, answers a number for each instance. What `serve` is measured against. */
const app = new Hono();
app.post('/predict', async (c) => {
  const { instances }: { readonly instances: readonly number[] } = await c.req.json();
  return c.json({ predictions: instances.map((km) => km * 2.5) });
});
const server = createServer(getRequestListener(app.fetch));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`http://127.0.0.1:${address.port}`);
});

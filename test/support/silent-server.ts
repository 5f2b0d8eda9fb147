import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes every request and never answers. `hungUp` counts the callers who gave up on it. */
export const startSilentServer = async () => {
  let received = 0;
  let hungUp = 0;
  const server = createServer((request, response) => {
    received += 1;
    request.resume();
    response.on('close', () => {
      hungUp += 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    hungUp: () => hungUp,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

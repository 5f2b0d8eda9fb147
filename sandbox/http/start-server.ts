import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { deliver } from './deliver.ts';
import type { Received } from './identify-request.ts';
import type { Routed } from './route-request.ts';

export type Server = { readonly url: string; close(): Promise<void> };

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** A page in somebody's browser must not reach the sandbox under a name that it controls. */
const isLoopback = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');

/** Listens on loopback only. */
export const startServer = async (options: {
  readonly port: number;
  readonly route: (received: Received) => Promise<Routed>;
  readonly nextRequestId: () => string;
}): Promise<Server> => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = options.nextRequestId();
    if (!isLoopback(request.headers.host)) {
      response.writeHead(403).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await readBody(request);
    const received = { method: request.method ?? 'GET', url, headers: request.headers, body, requestId };
    deliver(await options.route(received), requestId, response);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

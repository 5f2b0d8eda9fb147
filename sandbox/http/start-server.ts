import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Received, Routed } from './route-request.ts';

export type Server = { readonly url: string; close(): Promise<void> };

export type ServedRequest = { readonly service: string; readonly operation: string; readonly status: number };

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** A page in somebody's browser must not reach the sandbox under a name that it controls. */
const isLoopback = (host: string | undefined): boolean => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');

/** Listens on loopback only. `onServed` hears of every request when it is answered. */
export const startServer = async (options: {
  readonly port: number;
  readonly route: (received: Received) => Promise<Routed>;
  readonly nextRequestId: () => string;
  readonly onServed: (served: ServedRequest) => void;
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
    const { service, operation, answer } = await options.route(received);
    options.onServed({ service, operation, status: answer.status });
    response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': requestId });
    response.end(answer.body);
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

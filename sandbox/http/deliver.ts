import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import type { Routed } from './route-request.ts';

/** The first half of a body, and the length that the headers promise: never the whole of it. */
export const halfOf = ({ body }: Answer): { readonly half: Buffer; readonly promisedBytes: number } => {
  const bytes = Buffer.from(body, 'utf8');
  return { half: bytes.subarray(0, Math.floor(bytes.length / 2)), promisedBytes: Math.max(1, bytes.length) };
};

/** Sends the answer over HTTP, or what a fault leaves of it. */
export const deliver = ({ answer, delivery }: Routed, requestId: string, response: ServerResponse): void => {
  if (delivery === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  // The connection stays open until the caller gives up on it.
  if (answer === undefined) return;
  const headers = { ...answer.headers, 'x-amzn-requestid': requestId };
  if (delivery === 'whole' || delivery === 'garbage') {
    response.writeHead(answer.status, headers).end(answer.body);
    return;
  }
  const { half, promisedBytes } = halfOf(answer);
  response.writeHead(answer.status, { ...headers, 'content-length': promisedBytes });
  response.flushHeaders();
  const end = (): void => void (delivery === 'cut' && response.socket?.destroy());
  if (half.length > 0) response.write(half, end);
  else end();
};

import { createServer, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** `hang-up`: the connection breaks, as if it had been dead all along. */
export type Fate = 'pass' | 'hang-up';

type Arrival = { readonly operation: string; readonly nthOnItsConnection: number };

/** Reading the switch of the trigger is told apart: it happens once in a while, whoever signs in. */
const toOperation = (target: string, body: string) =>
  body.includes('"settings#trigger"') ? 'ReadSwitch' : target.replace(/^.*\./, '');

/** Passes requests on to `url` and notes which AWS operations they were. `fateOf` may let some of them end badly. */
export const startRelay = async (url: string, fateOf: (arrival: Arrival) => Fate = () => 'pass') => {
  const operations: string[] = [];
  const arrivals = new WeakMap<Socket, number>();
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const operation = toOperation(String(incoming.headers['x-amz-target']), body.toString('utf8'));
    const nthOnItsConnection = (arrivals.get(incoming.socket) ?? 0) + 1;
    arrivals.set(incoming.socket, nthOnItsConnection);
    operations.push(operation);
    if (fateOf({ operation, nthOnItsConnection }) === 'hang-up') {
      incoming.socket.resetAndDestroy();
      return;
    }
    const outgoing = send(url, { method: incoming.method, headers: incoming.headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    outgoing.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

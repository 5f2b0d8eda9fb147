import { createServer, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `hang-up`: the connection breaks, as if it had been dead all along. `silence`: no answer ever comes. `half`: the answer
 * begins and never ends. `late`: the answer comes after `lateMs`.
 */
export type Fate = 'pass' | 'hang-up' | 'silence' | 'half' | 'late';

type Arrival = {
  readonly operation: string;
  readonly nthOnItsConnection: number;
  /** Service and operation, as JSON services are told; none in a form. */
  readonly target: string | undefined;
  readonly body: string;
};

/** Reading the switch of the trigger is told apart: it happens once in a while, whoever signs in. */
const toOperation = (target: string | undefined, body: string) => {
  if (body.includes('"settings#trigger"')) return 'ReadSwitch';
  return target?.replace(/^.*\./, '') ?? new URLSearchParams(body).get('Action') ?? '';
};

/** Passes requests on to `url` and notes which AWS operations they were. `fateOf` may let some of them end badly. */
export const startRelay = async (url: string, fateOf: (arrival: Arrival) => Fate = () => 'pass', lateMs = 1_000) => {
  const operations: string[] = [];
  let stalled = 0;
  let hungUp = 0;
  const arrivals = new WeakMap<Socket, number>();
  const stall = (answer: ServerResponse) => {
    stalled += 1;
    answer.on('close', () => {
      hungUp += 1;
    });
  };
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const target = incoming.headers['x-amz-target']?.toString();
    const operation = toOperation(target, body);
    const nthOnItsConnection = (arrivals.get(incoming.socket) ?? 0) + 1;
    arrivals.set(incoming.socket, nthOnItsConnection);
    operations.push(operation);
    const fate = fateOf({ operation, nthOnItsConnection, target, body });
    if (fate === 'hang-up') {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (fate === 'late') await sleep(lateMs);
    else if (fate !== 'pass') stall(answer);
    if (fate === 'silence') return;
    const outgoing = send(url, { method: incoming.method, headers: incoming.headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      if (fate !== 'half') reply.pipe(answer);
      else reply.once('data', (chunk: Buffer) => answer.write(chunk.subarray(0, 1)));
    });
    outgoing.on('error', () => answer.destroy());
    outgoing.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations,
    /** Requests that got no whole answer, and those of them that the caller gave up on. */
    stalled: () => ({ requests: stalled, hungUp }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

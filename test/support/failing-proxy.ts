import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Failure = {
  /** As AWS names the operation: `ListUsers`. */
  readonly operation: string;
  /** The name of AWS's error. */
  readonly error: string;
  /** Requests of this operation that are passed on before the first fails. */
  readonly after?: number;
  readonly times?: number;
};

/** Passes requests on to a service that answers well, but for those that a test wants to fail. */
export const startFailingProxy = async (url: string) => {
  let failures: (Failure & { met: number })[] = [];
  const failureOf = (operation: string): Failure | undefined => {
    const failure = failures.find((each) => each.operation === operation);
    if (failure === undefined) return undefined;
    failure.met += 1;
    const { after = 0, times = Number.POSITIVE_INFINITY } = failure;
    return failure.met > after && failure.met <= after + times ? failure : undefined;
  };
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const failure = failureOf(toOperation(request, body));
    if (failure !== undefined) {
      const isQuery = request.headers['x-amz-target'] === undefined;
      response.writeHead(400, { 'content-type': isQuery ? 'text/xml' : 'application/x-amz-json-1.1' });
      const { error } = failure;
      response.end(
        isQuery
          ? `<ErrorResponse><Error><Code>${error}</Code><Message>canary</Message></Error></ErrorResponse>`
          : JSON.stringify({ __type: error, message: 'canary' }),
      );
      return;
    }
    const headers = { ...request.headers, host: new URL(url).host };
    const passedOn = sendRequest(`${url}${request.url}`, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    passedOn.on('error', () => response.destroy());
    passedOn.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail(...wanted: readonly Failure[]) {
      failures = wanted.map((failure) => ({ ...failure, met: 0 }));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** JSON services name the operation in a header, STS in the form it gets. */
const toOperation = (request: IncomingMessage, body: Buffer): string =>
  String(request.headers['x-amz-target'] ?? '').split('.')[1] ??
  new URLSearchParams(body.toString('utf8')).get('Action') ??
  '';

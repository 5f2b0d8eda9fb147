import { createServer, type IncomingMessage, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

type Message = Record<string, unknown>;
export type Tampering = {
  /** Undefined: it goes no further. */
  readonly request?: (operation: string, body: Message) => Message | undefined;
  readonly answer?: (operation: string, body: Message) => Message | undefined;
};

/** Passes JSON calls on to a service, and changes what they say as a test wants it. */
export const startTamperingProxy = async (url: string) => {
  let tampering: Tampering = {};
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const change = (how: Tampering['request'], bytes: Buffer) => {
      if (how === undefined) return bytes;
      const changed = how(operation, JSON.parse(bytes.toString('utf8')));
      return changed && Buffer.from(JSON.stringify(changed));
    };
    const body = change(tampering.request, await readBody(request));
    if (body === undefined) return void response.destroy();
    const headers = { ...request.headers, host: new URL(url).host, 'content-length': String(body.length) };
    const passedOn = sendRequest(`${url}${request.url}`, { method: request.method, headers }, async (answer) => {
      const changed = change(tampering.answer, await readBody(answer));
      if (changed === undefined) return void response.destroy();
      const { 'content-length': _length, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, rest).end(changed);
    });
    passedOn.on('error', () => response.destroy());
    passedOn.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tamper(wanted: Tampering = {}) {
      tampering = wanted;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

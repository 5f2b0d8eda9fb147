import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTableClient } from '../../aws/tables/table-client.ts';
import { createTablePorts } from '../../aws/tables/table-ports.ts';
import type { TablePorts } from '../../core/remap/table-ports.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let answer: Answer;

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response.setHeader('content-type', 'application/x-amz-json-1.0')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

const fail = (response: ServerResponse, name: string) =>
  response.writeHead(400).end(JSON.stringify({ __type: `com.amazonaws.dynamodb#${name}`, message: 'for user-1' }));
const operationOf = (request: IncomingMessage) => String(request.headers['x-amz-target']).split('.')[1];
const scan = (ports: TablePorts) =>
  ports.scanSegment({ tableName: 'Todo', segment: 0, totalSegments: 1, attributes: ['id'], startKey: undefined });

describe('a table client', () => {
  it.each([-20, 20])('goes on with the clock of the service when its own is %d minutes off', async (minutes) => {
    answer = (request, response) => {
      const serverMs = Date.now() + minutes * 60_000;
      response.setHeader('date', new Date(serverMs).toUTCString());
      const signed = String(request.headers['x-amz-date']);
      const signedMs = Date.parse(signed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
      if (Math.abs(signedMs - serverMs) > 5 * 60_000) return fail(response, 'InvalidSignatureException');
      return response.end('{"Items":[]}');
    };
    const ports = createTablePorts(createTableClient({}));

    await expect(scan(ports)).rejects.toMatchObject({ kind: 'throttled' });
    await expect(scan(ports)).resolves.toMatchObject({ items: [] });
  });

  it('does not take wrong credentials for a wrong clock', async () => {
    answer = (_, response) => fail(response, 'InvalidSignatureException');

    await expect(scan(createTablePorts(createTableClient({})))).rejects.toMatchObject({ code: 'credentials-rejected' });
  });

  it('takes an answer that stalls half way for a lost one', async () => {
    answer = (_, response) => void response.writeHead(200, { 'content-length': '100' }).write('{"Items":[');
    const ports = createTablePorts(createTableClient({ requestTimeoutMs: 100 }));

    await expect(scan(ports)).rejects.toMatchObject({ kind: 'unknown' });
  });

  it('says that a table does not exist, whichever of its questions is answered first', async () => {
    answer = (request, response) => {
      if (operationOf(request) === 'DescribeContinuousBackups') return fail(response, 'TableNotFoundException');
      return setTimeout(() => fail(response, 'ResourceNotFoundException'), 50);
    };

    await expect(createTablePorts(createTableClient({})).describeTable('Todo')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { callDynamoDb } from '../../sandbox/dynamodb/call-dynamodb.ts';
import { type DynamoDb, startDynamoDb } from '../../sandbox/dynamodb/start-dynamodb.ts';

let stranger: Server | undefined;
let engine: DynamoDb | undefined;

afterEach(async () => {
  await engine?.close();
  stranger?.close();
});

const listen = (server: Server, port: number) =>
  new Promise<number>((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );

const portNobodyHas = async (): Promise<number> => {
  const server = createServer();
  const port = await listen(server, 0);
  await new Promise((closed) => server.close(closed));
  return port;
};

it.each(['auto', 'dynalite'] as const)(
  'the DynamoDB engine (%s) is never another program that took its port and answers there',
  async (wanted) => {
    stranger = createServer((_request, response) => response.end('{}'));
    const takenPort = await listen(stranger, 0);
    const proposals = [takenPort, await portNobodyHas()];

    engine = await startDynamoDb(wanted, async () => proposals.shift() ?? portNobodyHas());

    expect(engine.url).not.toBe(`http://127.0.0.1:${takenPort}`);
    await expect(callDynamoDb(engine.url, 'eu-central-1', 'ListTables', {})).resolves.toEqual({ TableNames: [] });
  },
);

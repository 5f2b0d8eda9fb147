import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const dynoxide = `${modules}@dynoxide/linux-x64/dynoxide`;

type EngineCommand = { readonly name: string; command(port: number): readonly [file: string, args: readonly string[]] };

const startDynoxide: EngineCommand = {
  name: 'dynoxide',
  command: (port) => [dynoxide, ['serve', '--port', String(port)]],
};
const startDynalite: EngineCommand = {
  name: 'dynalite',
  command: (port) => [
    process.execPath,
    [`${modules}dynalite/cli.js`, '--port', String(port), '--host', '127.0.0.1', '--createTableMs', '0'],
  ],
};

/** How to start each engine that is installed here. */
export const dynamoDbEngines: readonly EngineCommand[] = existsSync(dynoxide)
  ? [startDynoxide, startDynalite]
  : [startDynalite];

export type DynamoDbEngine = { readonly url: string; readonly client: DynamoDBDocumentClient; close(): Promise<void> };

export const startDynamoDbEngine = async ({ command }: EngineCommand): Promise<DynamoDbEngine> => {
  const port = await freePort();
  const [file, args] = command(port);
  const child = spawn(file, [...args], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
  await untilReachable(url, child);
  return {
    url,
    client,
    async close() {
      client.destroy();
      const closed = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await closed;
    },
  };
};

/** A table shaped as the ledger is. Resolves when it can be written. */
export const createLedgerTable = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await sleep(100);
};

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const untilReachable = async (url: string, child: ChildProcess) => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the engine ended with ${child.exitCode}`);
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(25);
  }
  throw new Error(`no engine answers at ${url}`);
};

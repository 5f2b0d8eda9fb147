import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../sandbox/dynamodb/start-dynamodb.ts';
import { untilActive } from './until-active.ts';

type Engine = { readonly name: 'dynoxide' | 'dynalite'; readonly isInstalled: boolean };

/** Does not install everywhere; what needs it says so by being skipped. */
export const dynoxide: Engine = {
  name: 'dynoxide',
  isInstalled: existsSync(fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url))),
};
const dynalite: Engine = { name: 'dynalite', isInstalled: true };

/** The fuller engine first. */
export const allDynamoDbEngines: readonly Engine[] = [dynoxide, dynalite];

/** Each engine that is installed here. */
export const dynamoDbEngines: readonly Engine[] = allDynamoDbEngines.filter(({ isInstalled }) => isInstalled);

export type DynamoDbEngine = { readonly url: string; readonly client: DynamoDBDocumentClient; close(): Promise<void> };

/** Starts an engine that ends with this process, however that ends. */
export const startDynamoDbEngine = async ({ name }: Engine): Promise<DynamoDbEngine> => {
  const engine = await startDynamoDb(name);
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: engine.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
  return {
    url: engine.url,
    client,
    async close() {
      client.destroy();
      await engine.close();
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
  await untilActive(client, tableName);
};

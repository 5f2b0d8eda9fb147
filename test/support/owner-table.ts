import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { untilActive } from './until-active.ts';

/** A table of items by `id` alone. Resolves when it can be written. */
export const createTableById = async (client: Pick<DynamoDBClient, 'send'>, TableName: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await untilActive(client, TableName);
};

/** A table as Amplify makes them, with an index on the owner. Resolves when it can be written. */
export const createOwnerTable = async (client: Pick<DynamoDBClient, 'send'>, TableName: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: ['id', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOwner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await untilActive(client, TableName);
};

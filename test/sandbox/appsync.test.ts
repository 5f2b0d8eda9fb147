import { AppSyncClient, CreateDataSourceCommand, CreateGraphqlApiCommand } from '@aws-sdk/client-appsync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { refusal } from '../support/aws-under-test.ts';

let sandbox: Sandbox;
let client: AppSyncClient;
let apiId: string;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'appsync', dynamodb: 'none' });
  client = new AppSyncClient(sandbox.clientSettings);
  const made = await client.send(new CreateGraphqlApiCommand({ name: 'app', authenticationType: 'API_KEY' }));
  apiId = made.graphqlApi?.apiId ?? '';
});
afterAll(() => sandbox.close());

type Settings = Omit<ConstructorParameters<typeof CreateDataSourceCommand>[0], 'apiId'>;
const create = (settings: Settings) => client.send(new CreateDataSourceCommand({ apiId, ...settings }));
const table = { tableName: 'Todo', awsRegion: 'eu-west-1' };
const serviceRoleArn = 'arn:aws:iam::111122223333:role/todo';

describe('the stand-in for AppSync', () => {
  it('keeps a DynamoDB data source as it was made', async () => {
    const deltaSyncConfig = { baseTableTTL: 43_200, deltaSyncTableName: 'Delta', deltaSyncTableTTL: 30 };
    const dynamodbConfig = { ...table, versioned: true, deltaSyncConfig };

    const { dataSource } = await create({ name: 'Todo', type: 'AMAZON_DYNAMODB', serviceRoleArn, dynamodbConfig });

    expect(dataSource).toEqual({
      name: 'Todo',
      type: 'AMAZON_DYNAMODB',
      serviceRoleArn,
      dynamodbConfig,
      dataSourceArn: `arn:aws:appsync:eu-west-1:111122223333:apis/${apiId}/datasources/Todo`,
    });
  });

  it.each<[string, Settings]>([
    ['a table without its settings', { name: 'a', type: 'AMAZON_DYNAMODB', serviceRoleArn }],
    ['a table without a role', { name: 'a', type: 'AMAZON_DYNAMODB', dynamodbConfig: table }],
    [
      'a table without its Region',
      { name: 'a', type: 'AMAZON_DYNAMODB', serviceRoleArn, dynamodbConfig: { tableName: 'Todo' } as never },
    ],
    ['settings of a table that is none', { name: 'a', type: 'NONE', dynamodbConfig: table }],
  ])('refuses %s', async (_, settings) => {
    expect(await refusal(create(settings))).toMatch(/^BadRequestException: /);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['another type of data source', () => create({ name: 'a', type: 'HTTP', httpConfig: { endpoint: 'https://x' } })],
    [
      'another member of a table’s settings',
      () =>
        create({
          name: 'a',
          type: 'AMAZON_DYNAMODB',
          serviceRoleArn,
          dynamodbConfig: { ...table, useCallerCredentials: true },
        }),
    ],
    [
      'another way to sign in',
      () => client.send(new CreateGraphqlApiCommand({ name: 'app', authenticationType: 'AWS_LAMBDA' })),
    ],
  ])('does not serve %s, and says so', async (_, call) => {
    expect(await refusal(call())).toMatch(/^NotServedBySandbox: /);
  });

  it('refuses a request that nobody signed', async () => {
    const answer = await fetch(`${sandbox.url}/v1/apis/${apiId}/datasources`);

    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([401, 'UnauthorizedException:']);
  });
});

import {
  CreateDataSourceCommand,
  CreateGraphqlApiCommand,
  DeleteGraphqlApiCommand,
  GetGraphqlApiCommand,
  ListDataSourcesCommand,
  paginateListDataSources,
} from '@aws-sdk/client-appsync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsUnderTest, refusal, startAwsUnderTest } from '../support/aws-under-test.ts';

let aws: AwsUnderTest;
let made: Promise<string> | undefined;

const count = 27;
const names = Array.from({ length: count }, (_, n) => `source_${String(n).padStart(2, '0')}`);
const create = async (name: string, apiId?: string) =>
  aws.appSync.send(new CreateDataSourceCommand({ apiId: apiId ?? (await theApi()), name, type: 'NONE' }));
const list = async (more: { readonly maxResults?: number; readonly nextToken?: string } = {}, id?: string) =>
  aws.appSync.send(new ListDataSourcesCommand({ apiId: id ?? (await theApi()), ...more }));

const makeApi = async (): Promise<string> => {
  const { graphqlApi } = await aws.appSync.send(
    new CreateGraphqlApiCommand({ name: 'contract', authenticationType: 'AWS_IAM' }),
  );
  for (const name of names) await create(name, graphqlApi?.apiId);
  return graphqlApi?.apiId ?? '';
};
/** Made by the first test that runs: where none may, nothing is. */
const theApi = (): Promise<string> => {
  made ??= makeApi();
  return made;
};

beforeAll(async () => {
  aws = await startAwsUnderTest();
});
afterAll(async () => {
  if (made !== undefined) await aws.appSync.send(new DeleteGraphqlApiCommand({ apiId: await made }));
  await aws.close();
});

describe('an AppSync API', () => {
  it('is found by its id', async () => {
    const apiId = await theApi();

    const { graphqlApi } = await aws.appSync.send(new GetGraphqlApiCommand({ apiId }));

    expect(graphqlApi).toMatchObject({ apiId, name: 'contract', authenticationType: 'AWS_IAM' });
    expect(graphqlApi?.arn).toMatch(new RegExp(`^arn:aws:appsync:[a-z0-9-]+:\\d{12}:apis/${apiId}$`));
  });

  it.each([
    ['GetGraphqlApi', () => aws.appSync.send(new GetGraphqlApiCommand({ apiId: 'nosuchapi' }))],
    ['ListDataSources', () => list({}, 'nosuchapi')],
  ])('that is not there is refused by %s', async (_, call) => {
    expect(await refusal(call())).toBe('NotFoundException: GraphQL API nosuchapi not found.');
  });
});

describe('the data sources of an AppSync API', () => {
  it('come in pages, each once, whatever the size of a page', async () => {
    const apiId = await theApi();
    for (const pageSize of [1, 10, 25]) {
      const found: (string | undefined)[] = [];
      let pages = 0;
      for await (const { dataSources = [] } of paginateListDataSources({ client: aws.appSync, pageSize }, { apiId })) {
        expect(dataSources.length).toBeLessThanOrEqual(pageSize);
        found.push(...dataSources.map(({ name }) => name));
        pages += 1;
      }
      expect(found.toSorted()).toEqual(names);
      expect(pages).toBeGreaterThanOrEqual(Math.ceil(count / pageSize));
    }
  });

  it('come in pages also where nobody says how large they are to be', async () => {
    const { dataSources = [], nextToken } = await list();

    expect(dataSources.length).toBeLessThan(count);
    expect(nextToken).toMatch(/^\S+$/);
  });

  it.each([-1, 26])('are refused in pages of %i', async (maxResults) => {
    expect(await refusal(list({ maxResults }))).toMatch(/^BadRequestException: /);
  });

  it('are refused for a token that no page has ended with', async () => {
    expect(await refusal(list({ nextToken: 'made-up' }))).toMatch(/^BadRequestException: /);
  });

  it.each([
    ['a name that is taken', 'source_00'],
    ['a name with a dash', 'source-x'],
  ])('take no data source with %s', async (_, name) => {
    expect(await refusal(create(name))).toMatch(/^BadRequestException: /);
  });
});
